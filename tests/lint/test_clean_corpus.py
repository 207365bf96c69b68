"""Realistic long prompts in many styles, languages and scripts have no findings."""

from pathlib import Path

import pytest
import yaml

from personactl.lint.run import lint_files

_FOLDER = Path(__file__).parent.parent / "cases" / "clean"
_FILES = sorted(_FOLDER.rglob("*.yaml"))
_ROOT = Path(__file__).parents[2]
_EXAMPLES = sorted(path for folder in ("personas", "tools", "knowledge") for path in (_ROOT / folder).glob("*.yaml"))


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_a_realistic_prompt_has_no_finding(path: Path) -> None:
    findings = lint_files([path], _FOLDER).findings

    assert [f"{finding.span.start.line} {finding.code} {finding.message}" for finding in findings] == []


def test_the_examples_give_no_finding() -> None:
    findings = lint_files(_EXAMPLES, _ROOT).findings

    assert [f"{finding.path.name} {finding.code} {finding.message}" for finding in findings] == []
    assert len(_EXAMPLES) >= 4


_PROMPTS = [
    (path.stem, number, text)
    for path in sorted((_FOLDER.parent / "prompts").glob("*.yaml"))
    for number, text in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1)
]


@pytest.mark.parametrize(("language", "number", "text"), _PROMPTS, ids=[f"{one[0]}-{one[1]}" for one in _PROMPTS])
def test_a_prompt_as_people_write_them_has_no_finding(language: str, number: int, text: str, tmp_path: Path) -> None:
    path = tmp_path / "prompts" / f"{language}-{number}.md"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")

    assert [f"{one.span.start.line} {one.code} {one.message}" for one in lint_files([path], tmp_path).findings] == []


def test_there_are_enough_prompts() -> None:
    assert len(_PROMPTS) >= 60
    assert len({language for language, _, _ in _PROMPTS}) > 10
