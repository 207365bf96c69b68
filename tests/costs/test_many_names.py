"""Thousands of names in one comment, of profiles, and a huge path in a message: linear, and cheap for each."""

from pathlib import Path

import pytest

from personactl.lint.rule_selection import DEFAULT
from personactl.lint.run import lint_files
from tests.costs.counted_work import Steps, counted_patterns, steps_of

MINIMAL = "name: Cara\navatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\nvoiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\n"
_MANY = 3_000


@pytest.mark.parametrize(
    ("text", "most_for_each"),
    [
        ("# personactl: ignore[" + ", ".join(f"S{number:05}" for number in range(_MANY)) + f"]\n{MINIMAL}", 1_500),
        ("# personactl: ignore[" + ", ".join(["S104"] * _MANY) + f"]\n{MINIMAL}", 1_500),
        (f"{MINIMAL}profiles:\n" + "".join(f"  p{number}: {{skipGreeting: true}}\n" for number in range(_MANY)), 2_500),
    ],
    ids=["unknown rules", "one rule", "profiles"],
)
def test_many_names_are_cheap(text: str, most_for_each: int, tmp_path: Path) -> None:
    """A name took 12,000 steps, because it was compared with those of all rules; a profile was copied for 50 views."""
    (tmp_path / "personas").mkdir()
    file = tmp_path / "personas" / "cara.yaml"
    file.write_text(text, encoding="utf-8")
    steps = Steps()
    with counted_patterns(steps):
        counted = steps_of(lambda: lint_files([file], tmp_path, DEFAULT), steps)
    assert counted < most_for_each * _MANY, counted // _MANY


@pytest.mark.parametrize("key", ["extends", "systemPromptFile", "tools"])
def test_a_huge_path_is_not_repeated(key: str, tmp_path: Path) -> None:
    (tmp_path / "personas").mkdir()
    file = tmp_path / "personas" / "cara.yaml"
    path = "a/" * 320_000 + "b.yaml"
    file.write_text(f"{MINIMAL}{key}: {f'[{path}]' if key == 'tools' else path}\n", encoding="utf-8")
    report = lint_files([file], tmp_path, DEFAULT)
    assert report.findings
    for found in report.findings:
        assert len(found.message) + len(found.hint) < 3_000
