"""The limits that keep a file from keeping the linter busy, and what is said about them."""

from pathlib import Path

import pytest

from personactl.lint.fixes import Fixer
from personactl.lint.rule import PERSONA
from personactl.lint.rule_selection import DEFAULT, Selection
from personactl.lint.run import lint_document, lint_files


def _project(root: Path, files: dict[str, str]) -> list[Path]:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return [root / name for name in files if name.endswith(".yaml")]


def test_of_each_rule_a_thousand_findings_are_reported_and_the_last_one_counts_the_rest(tmp_path: Path) -> None:
    prompt = "a\u202e" * 1_500
    files = _project(tmp_path, {"personas/cara.yaml": f"{PERSONA}systemPrompt: |\n  {prompt}\n"})

    findings = [one for one in lint_files(files, tmp_path).findings if one.code == "X803"]

    assert len(findings) == 1_000
    assert findings[-1].hint.endswith(" 500 more findings of X803 in this file are not shown.")
    assert all(len(one.source) <= 1_000 and one.skipped < one.span.start.column for one in findings)


def test_a_long_row_of_files_that_extend_each_other_is_refused(tmp_path: Path) -> None:
    files = {f"personas/_{number}.yaml": f"extends: _{number + 1}.yaml\n" for number in range(11)}
    files |= {"personas/_11.yaml": PERSONA, "personas/cara.yaml": "extends: _0.yaml\n"}
    *_, path = _project(tmp_path, files)

    found = [one for one in lint_files([path], tmp_path).findings if one.code == "R203"]

    assert [one.message for one in found] == ["more than 10 files extend each other in a row"]


def test_fifty_profiles_are_checked_and_more_are_a_problem(tmp_path: Path) -> None:
    profiles = "".join(f"  p{number}: {{description: Cara}}\n" for number in range(60))
    files = _project(tmp_path, {"personas/cara.yaml": f"{PERSONA}profiles:\n{profiles}"})

    found = [one for one in lint_files(files, tmp_path).findings if one.code == "S105"]

    assert [one.message for one in found] == ["the file has 60 profiles, and at most 50 are checked"]


def test_fixes_that_add_errors_are_tried_a_limited_number_of_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = "".join(f"uninterruptibleGreeting{number}: true\n" for number in range(90))
    files = _project(tmp_path, {"personas/cara.yaml": PERSONA + keys})
    checked = 0

    def counted(*arguments: object) -> object:
        nonlocal checked
        checked += 1
        return lint_document(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("personactl.lint.fixes.lint_document", counted)

    fixed = Fixer(files, tmp_path, Selection(DEFAULT.codes), unsafe=True).fixed()

    assert fixed.fixes == 1
    assert checked < 60


def test_a_path_that_is_too_long_is_a_finding(tmp_path: Path) -> None:
    files = _project(tmp_path, {"personas/cara.yaml": f"{PERSONA}systemPromptFile: ../../{'etc' * 200}\n"})

    assert [one.code for one in lint_files(files, tmp_path).findings if one.code[0] == "R"] == ["R202"]
