"""Checks beyond the case files: messages, the files that are read, and arbitrary values."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.document.document import Document, Problem
from personactl.document.parser import MAX_PROBLEMS, parse
from personactl.persona.schema.fields import FIELDS, READ_ONLY, RETIRED
from personactl.persona.schema.persona_checks import persona_problems
from personactl.persona.schema.schema_problems import CODES
from tests.expected import seen

_CORE = "name: Cara\navatar: Cara\nvoice: Cara\n"


def _check(text: str, folder: Path, name: str = "cara.yaml") -> list[Problem]:
    return list(persona_problems(parse(text, folder / name), folder))


def test_the_hint_for_a_misspelt_key_is_the_nearest_key(tmp_path: Path) -> None:
    (problem,) = _check(_CORE + "llm_id: CUSTOMER_CLIENT_V1\n", tmp_path)

    assert (problem.message, problem.hint) == ("a persona has no key 'llm_id'", "Did you mean llmId?")


def test_the_hint_for_an_avatar_object_is_its_id(tmp_path: Path) -> None:
    (problem,) = _check("name: Cara\navatar: {id: abc, displayName: Cara}\nvoice: Cara\n", tmp_path)

    assert problem.hint == "Write avatarId: abc."


def test_a_message_names_both_bounds_of_a_range(tmp_path: Path) -> None:
    (problem,) = _check(_CORE + "voiceDetectionOptions: {silenceBeforeSkipTurnSeconds: 901}\n", tmp_path)

    assert problem.message == "voiceDetectionOptions.silenceBeforeSkipTurnSeconds must be a number from 0 to 900"


def test_the_number_of_problems_is_limited(tmp_path: Path) -> None:
    problems = _check("".join(f"avatarIds{number}: x\n" for number in range(40_000)), tmp_path)

    assert [problem.span.start.line for problem in problems] == list(range(1, MAX_PROBLEMS + 1))


def test_a_broken_document_is_not_checked_further(tmp_path: Path) -> None:
    assert _check("name: [", tmp_path) == []


def test_a_problem_of_a_base_names_its_position_in_the_base(tmp_path: Path) -> None:
    (tmp_path / "_base.yaml").write_text("avatar: Cara\nvoice: 5\n", encoding="utf-8")

    (problem,) = _check("extends: _base.yaml\nname: Cara\n", tmp_path)
    assert problem.message == "_base.yaml:2:8 voice must be text, not a number"
    assert seen([problem]) == ["R203 1:10-20"]


def test_the_base_of_a_base_is_relative_to_the_base(tmp_path: Path) -> None:
    (tmp_path / "parts" / "deep").mkdir(parents=True)
    (tmp_path / "parts" / "_a.yaml").write_text("extends: deep/_b.yaml\navatar: Cara\n", encoding="utf-8")
    (tmp_path / "parts" / "deep" / "_b.yaml").write_text("voice: Cara\n", encoding="utf-8")

    assert _check("extends: parts/_a.yaml\nname: Cara\n", tmp_path) == []


def test_a_link_out_of_the_project_is_a_problem(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "secret.md").write_text("a secret", encoding="utf-8")
    (project / "prompt.md").symlink_to(tmp_path / "secret.md")

    (problem,) = _check(_CORE + "systemPromptFile: prompt.md\n", project)
    assert problem.code == "R202"


def test_a_cycle_of_links_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "prompt.md").symlink_to(tmp_path / "prompt.md")

    (problem,) = _check(_CORE + "systemPromptFile: prompt.md\n", tmp_path)
    assert problem.code in {"R201", "R202"}


def test_a_project_may_be_reached_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "prompt.md").write_text("You are Cara.", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)

    assert _check(_CORE + "systemPromptFile: prompt.md\n", tmp_path / "link") == []


@pytest.mark.parametrize("key", [*READ_ONLY, *RETIRED])
def test_the_hint_for_a_key_that_is_not_accepted_says_what_to_do(key: str, tmp_path: Path) -> None:
    (problem,) = _check(f"{_CORE}{key}: x\n", tmp_path)

    assert problem.code in {"S102", "S103"}
    assert problem.hint == {**READ_ONLY, **RETIRED}[key]


_LEAVES = (
    st.none() | st.booleans() | st.integers(-2, 2000) | st.floats(-2, 3) | st.sampled_from(["", "x", "warm", ".."])
)
_INNER_KEYS = [
    "presetStyle",
    "speed",
    "emotion",
    "videoWidth",
    "egress",
    "daily",
    "mode",
    "name",
    "profiles",
    "extends",
    "id",
]
_INNER = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*_INNER_KEYS, *FIELDS]), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*FIELDS, *READ_ONLY, "nmae"]), _INNER, max_size=8))
def test_checking_never_raises(tmp_path_factory: pytest.TempPathFactory, values: dict[str, object]) -> None:
    folder = tmp_path_factory.getbasetemp()
    document: Document = parse(yaml.safe_dump(values, sort_keys=False), folder / "x.yaml")
    assert document.problems == ()

    problems = list(persona_problems(document, folder))
    assert {problem.code for problem in problems} <= CODES.keys()
    assert all(document.source_line(problem.span.start.line) for problem in problems)
