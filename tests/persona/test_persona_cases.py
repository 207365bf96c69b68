"""Case files for every mistake in a persona file. Each file states its problems with their positions."""

from pathlib import Path

import pytest

from personactl.document.document import READING_CODES
from personactl.document.file_reader import read_document
from personactl.persona.schema.persona_checks import persona_problems
from personactl.persona.schema.schema_problems import CODES
from tests.expected import CASES, cases, expected, seen

_ROOT = CASES / "persona"


@pytest.mark.parametrize("path", cases("persona"), ids=lambda path: path.stem)
def test_a_file_has_exactly_the_problems_that_it_states(path: Path) -> None:
    document = read_document(path)
    assert document.problems == ()

    problems = list(persona_problems(document, _ROOT))
    assert seen(problems) == expected(path)
    assert problems == sorted(problems, key=lambda problem: problem.span.start)


@pytest.mark.parametrize("path", cases("persona"), ids=lambda path: path.stem)
def test_a_file_is_named_after_the_code_that_it_shows(path: Path) -> None:
    codes = {line.split()[0] for line in expected(path)}

    assert path.stem.startswith(("good", "_")) or codes == {path.stem.partition("_")[0]}


@pytest.mark.parametrize("path", cases("persona"), ids=lambda path: path.stem)
def test_a_problem_has_a_message_and_a_hint_of_one_line(path: Path) -> None:
    for problem in persona_problems(read_document(path), _ROOT):
        assert problem.code in CODES
        assert "\n" not in problem.message + problem.hint
        assert problem.message
        assert problem.hint.endswith((".", "?"))


def test_every_code_has_a_case() -> None:
    covered = {line.split()[0] for path in cases("persona") for line in expected(path)}

    assert covered == set(CODES) - set(READING_CODES)
