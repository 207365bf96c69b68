"""No finding shows a key, whatever is wrong with its file."""

from pathlib import Path

import pytest

from personactl.lint.rule_registry import RULES
from personactl.lint.rule_selection import Selection
from personactl.lint.run import lint_files
from personactl.report.findings.findings_json import findings_json
from personactl.report.findings.findings_text import findings_text

# Joined at run time, so that secret scanners do not report it.
_KEY = "_".join(("ghp", "A9f3kQ7LmZ2xVb8NtYr4WcEu6HsJd1Gp0RiT"))
_EVERYTHING = Selection(frozenset(code for code, rule in RULES.items() if not rule.online))


@pytest.mark.parametrize(
    "text",
    [
        "name: Cara\navatar: Cara\nvoice: Lucy\ninitialMessage: Use **{key}** at https://a.example/?t={key} 👋\n",
        "name: Cara\navatarId: {key}\nvoice: Lucy\nsystemPrompt: |\n  TODO: {key}\n  Call {key} the [happy] tool.\n",
        "name: {key}\navatar: Cara\nvoice: Lucy\navatarModel: {key}\n{key}: {key}\nmaxSessionLengthSeconds: {key}\n",
        "name: Cara\navatar: Cara\nvoice: Lucy\ntools: [{{type: client, name: '{key} !', description: '{key}'}}]\n",
    ],
    ids=["greeting", "prompt", "everywhere", "tools"],
)
def test_no_finding_shows_a_key(text: str, tmp_path: Path) -> None:
    path = tmp_path / "cara.yaml"
    path.write_text(text.replace("{key}", _KEY).replace("{{", "{").replace("}}", "}"), encoding="utf-8")

    report = lint_files([path], tmp_path, _EVERYTHING)

    assert any(finding.code == "X801" for finding in report.findings)
    assert all(_KEY not in f"{finding.message}{finding.hint}{finding.source}" for finding in report.findings)
    assert _KEY not in "\n".join(line.plain for line in findings_text(report, width=200))
    assert _KEY not in str(findings_json(report))


def test_the_secret_of_an_llm_is_hidden_whatever_it_looks_like(tmp_path: Path) -> None:
    path = tmp_path / "llms" / "ours.yaml"
    path.parent.mkdir()
    path.write_text("displayName: Ours\nsecret: hunter two\nprofiles: {staging: {secret: {env: 'hunter three'}}}\n")

    report = lint_files([path], tmp_path)
    assert {finding.code for finding in report.findings} >= {"L651", "S104", "S110"}
    assert "hunter" not in repr(report)
    assert {finding.source for finding in report.findings if finding.code == "S104"} == {"secret: **********"}


def test_the_credential_of_a_header_is_hidden_whatever_it_looks_like(tmp_path: Path) -> None:
    path = tmp_path / "tools" / "hook.yaml"
    path.parent.mkdir()
    path.write_text(
        "name: find_order\ndescription: Looks up an order when the customer asks.\ntype: SERVER_WEBHOOK\n"
        "config:\n  url: https://shop.lantern-shop.com/hook\n  method: POST\n  headers: {X-Key: hunter two}\n"
    )

    report = lint_files([path], tmp_path)
    (found,) = (finding for finding in report.findings if finding.code == "T626")
    assert found.source == "  headers: {X-Key: **********}"
    assert "hunter" not in repr(report)
