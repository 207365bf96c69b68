"""Every kind of broken YAML, as case files that state their problems with line and column."""

from pathlib import Path

import pytest

from personactl.document.document import READING_CODES
from personactl.document.file_reader import read_document
from tests.expected import cases, expected, seen

# These are about bytes and not text; test_file_reader.py tests them.
_ABOUT_FILES = {"Y001", "Y002", "Y003", "Y004"}


@pytest.mark.parametrize("path", cases("document"), ids=lambda path: path.stem)
def test_a_file_has_exactly_the_problems_it_states(path: Path) -> None:
    document = read_document(path)

    assert seen(document.problems) == expected(path)
    assert path.stem.startswith("good" if not document.problems else document.problems[0].code)


@pytest.mark.parametrize("path", cases("document"), ids=lambda path: path.stem)
def test_a_problem_has_one_line_and_a_hint(path: Path) -> None:
    for problem in read_document(path).problems:
        assert problem.code in READING_CODES
        assert "\n" not in problem.message + problem.hint
        assert problem.message
        assert problem.hint.endswith((".", "?"))


def test_every_code_has_a_case() -> None:
    covered = {line.split()[0] for path in cases("document") for line in expected(path)}

    assert covered == set(READING_CODES) - _ABOUT_FILES
