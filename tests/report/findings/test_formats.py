"""Every format of a lint report, compared with its golden file."""

import json
from pathlib import Path

import pytest

from personactl.lint.lint_report import Report
from personactl.report.findings.findings_formats import REPORTERS, file_content
from personactl.report.findings.findings_sarif import findings_sarif
from tests.report.findings.findings_sample import SAMPLE
from tests.report.findings.rules_sample import RULES_SAMPLE

_FOLDER = Path(__file__).parents[2] / "cases" / "findings"
_ENDINGS = {
    "text": "txt",
    "concise": "concise.txt",
    "json": "json",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "junit": "junit.xml",
    "markdown": "md",
}


def _golden(name: str) -> str:
    return (_FOLDER / f"findings.{name}").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", _ENDINGS)
def test_a_format_is_its_golden_file(name: str) -> None:
    assert file_content(REPORTERS[name].render(SAMPLE, 80)) == _golden(_ENDINGS[name])


def test_sarif_is_its_golden_file() -> None:
    rules = {rule.code: rule for rule in RULES_SAMPLE}
    log = findings_sarif(SAMPLE, rules=rules, version="1.2.3")
    assert json.dumps(log, indent=2, ensure_ascii=False) + "\n" == _golden("sarif")


def test_every_format_has_a_golden_file() -> None:
    assert REPORTERS.keys() == {*_ENDINGS, "sarif"}


@pytest.mark.parametrize("name", REPORTERS)
def test_a_document_ends_its_last_line_and_can_be_encoded(name: str) -> None:
    text = file_content(REPORTERS[name].render(SAMPLE, 80))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    text.encode("utf-8")


@pytest.mark.parametrize("name", REPORTERS)
def test_no_control_of_a_report_reaches_a_terminal(name: str) -> None:
    text = file_content(REPORTERS[name].render(SAMPLE, 80))
    if name not in {"json", "sarif"}:  # JSON escapes control characters itself and keeps all others
        assert "\u202e" not in text
    assert "\x1b" not in text


@pytest.mark.parametrize("name", REPORTERS)
def test_a_report_without_findings_is_a_document_too(name: str) -> None:
    empty = file_content(REPORTERS[name].render(Report.of([Path("a.yaml")], []), 80))
    assert (empty == "") == (name in {"text", "concise", "github"})
