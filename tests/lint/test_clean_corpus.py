"""Realistic long prompts in many styles, languages and scripts have no findings."""

from pathlib import Path

import pytest

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
