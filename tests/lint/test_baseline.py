"""Which findings a baseline recognises."""

import json
from pathlib import Path

import pytest

from personactl.errors import UsageError
from personactl.lint.lint_report import Report
from personactl.lint.rule_selection import Selection
from personactl.lint.run import lint_files
from personactl.lint.suppress.baseline import baseline_json, read_baseline

_ONLY = Selection(frozenset({"S101", "Y005"}))


def _report(root: Path, text: str, name: str = "personas/a.yaml") -> Report:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return lint_files([path], root, _ONLY)


def _new(root: Path, old: Report, now: Report) -> list[int]:
    """Return the lines of the findings that a baseline of `old` does not contain."""
    file = root / "lint" / "baseline.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(baseline_json(old, file.parent)), encoding="utf-8")
    return [finding.span.start.line for finding in read_baseline(file).without_known(now).findings]


def test_a_known_finding_is_known_wherever_its_line_moves(tmp_path: Path) -> None:
    old = _report(tmp_path, "name: A\nx: 1\n")

    assert _new(tmp_path, old, _report(tmp_path, "# new\n\nname: A\nlanguageCode: en\nx: 1\n")) == []


def test_other_words_on_the_line_another_rule_or_another_file_are_new(tmp_path: Path) -> None:
    old = _report(tmp_path, "name: A\nx: 1\n")

    assert _new(tmp_path, old, _report(tmp_path, "name: A\nx: 2\n")) == [2]
    assert _new(tmp_path, old, _report(tmp_path, "name: A\nx: 1\n", "personas/b.yaml")) == [2]


def test_the_same_mistake_once_more_is_new(tmp_path: Path) -> None:
    old = _report(tmp_path, "profiles:\n  a:\n    x: 1\n")

    assert _new(tmp_path, old, _report(tmp_path, "profiles:\n  a:\n    x: 1\n  b:\n    x: 1\n")) == [5]


def test_a_file_that_cannot_be_read_is_never_known(tmp_path: Path) -> None:
    old = _report(tmp_path, "name: [\n")

    assert baseline_json(old, tmp_path) == {"version": 1, "findings": []}
    assert _new(tmp_path, old, old) == [2]


def test_it_is_the_same_from_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absolute = _report(tmp_path, "name: A\nx: 1\n")
    monkeypatch.chdir(tmp_path / "personas")
    relative = lint_files([Path("a.yaml")], tmp_path, _ONLY)

    assert baseline_json(absolute, tmp_path) == baseline_json(relative, Path(".."))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read"),
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("\xff", "not a baseline"),
        ("[]", "not a baseline"),
        ('{"version": 2, "findings": []}', "not a baseline"),
        ('{"version": 1, "findings": [{}]}', "invalid entry"),
        ('{"version": 1, "findings": [3]}', "invalid entry"),
    ],
)
def test_an_invalid_baseline_is_refused(tmp_path: Path, text: str | None, said: str) -> None:
    file = tmp_path / "baseline.json"
    if text is not None:
        file.write_text('"\xff"' if text == "\xff" else text, encoding="utf-8")

    with pytest.raises(UsageError, match=said):
        read_baseline(file)
