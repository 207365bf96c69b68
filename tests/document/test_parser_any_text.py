"""Parsing never raises, is limited, and returns what was dumped."""

import json
import math
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.document.document import READING_CODES
from personactl.document.file_reader import read_document
from personactl.document.node import to_json
from personactl.document.parser import MAX_PROBLEMS, parse
from personactl.document.tree_builder import MAX_DEPTH, MAX_WEIGHT
from personactl.json_value import JsonValue

_HERE = Path("x.yaml")

# The characters that YAML can hold: all but controls, surrogates and noncharacters.
_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff") | st.sampled_from(
    "\n\t"
)
_TEXTS = st.text(_CHARACTERS, max_size=30)
_NUMBERS = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
_LEAVES = st.none() | st.booleans() | _NUMBERS | _TEXTS
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4), max_leaves=25
)


def _parsed(text: str) -> JsonValue:
    document = parse(text, _HERE)
    assert document.problems == ()
    return to_json(document.root) if document.root is not None else None


def _same(one: JsonValue, other: JsonValue) -> bool:
    """Return whether values and types are equal: 1, 1.0 and True differ."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@settings(deadline=None)
@given(_VALUES)
def test_json_is_yaml(value: JsonValue) -> None:
    assert _same(_parsed(json.dumps(value, ensure_ascii=False)), value)


@settings(deadline=None)
@given(_VALUES, st.sampled_from(["'", '"', "|", ">"]), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_dumped_values_come_back(value: JsonValue, style: str, flow: bool, line_end: str) -> None:
    text = yaml.safe_dump(
        value, default_style=style, default_flow_style=flow, allow_unicode=True, sort_keys=False, line_break=line_end
    )

    assert _same(_parsed(text), value)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=200) | st.text(alphabet="ab0.:-[]{},'\"|>#&*!%@` \n\r\t?\\~<é\x00\ufeff\ud800", max_size=80))
def test_any_text_parses_without_an_exception(text: str) -> None:
    document = parse(text, _HERE)

    assert document.root is not None or document.problems or not _has_content(text)
    assert {problem.code for problem in document.problems} <= READING_CODES.keys()
    assert list(document.problems) == sorted(document.problems, key=lambda problem: problem.span.start)
    assert all(problem.span.end >= problem.span.start for problem in document.problems)


def _has_content(text: str) -> bool:
    return next(
        (True for event in yaml.parse(text, Loader=yaml.CSafeLoader) if isinstance(event, yaml.NodeEvent)), False
    )


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_exception(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes", numbered=True) / "x.yaml"
    path.write_bytes(data)

    document = read_document(path)
    assert {problem.code for problem in document.problems} <= READING_CODES.keys()


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "[{a: ", "a:\n", "&a [", "!!seq [", ": "])
def test_depth_ends_in_a_problem_and_not_in_the_stack(opening: str) -> None:
    document = parse(opening * 200_000, _HERE)

    assert document.root is None
    assert document.problems[-1].code in {"Y005", "Y011"} or opening == "a:\n"
    assert len(document.problems) <= MAX_PROBLEMS


def test_the_deepest_allowed_value_can_be_made_plain() -> None:
    value = _parsed("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    depth = 0
    while isinstance(value, list):
        value, depth = (value[0] if value else None), depth + 1

    assert depth == MAX_DEPTH


def test_depth_counts_through_aliases() -> None:
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, MAX_DEPTH))

    document = parse(chain, _HERE)
    assert [problem.code for problem in document.problems] == ["Y011"]
    assert document.problems[0].span.start.line == MAX_DEPTH


def test_many_values_end_in_a_problem_before_they_fill_memory() -> None:
    document = parse("[" + "x," * MAX_WEIGHT + "]", _HERE)

    assert [problem.code for problem in document.problems] == ["Y012"]


def test_long_text_used_often_counts_like_many_values() -> None:
    document = parse(f"a: &a {'x' * 32 * 1000}\nb: [{'*a,' * 200}]\n", _HERE)

    assert [problem.code for problem in document.problems] == ["Y012"]


def test_a_long_prompt_of_an_ordinary_file_fits() -> None:
    prompt = "You are Cara.\n" * 100_000

    assert _parsed("systemPrompt: |\n  " + prompt.replace("\n", "\n  ").rstrip() + "\n") == {"systemPrompt": prompt}


def test_the_largest_numbers_of_json_are_read_exactly() -> None:
    assert _parsed("[1.7976931348623157e308, 5e-324]") == [math.nextafter(math.inf, 0), 5e-324]
