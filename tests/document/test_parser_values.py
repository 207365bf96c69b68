"""The values of YAML texts: those of JSON, and text for everything else."""

from pathlib import Path

import pytest

from personactl.document.node import to_json
from personactl.document.parser import parse
from personactl.json_value import JsonValue

_TEXT = [
    *("yes", "no", "on", "off", "y", "n", "tRUE", "nil", "None", "2020-01-01", "2001-12-14t21:59:43.10-05:00"),
    *("12:30", "190:20:30", "007", "-012", "08.5", "1_000", "0b11", "0o8", "0xFG", "1,5", "1e", "e5", ".", "+"),
    *(".5.", "1.2.3", "=", "<<", "0777", "١٢", "+.5.5", "NaN", "inf", "-inf", "30fa96d0-26c4-4e55-94a0-517025942e18"),
]

_VALUES: list[tuple[str, JsonValue]] = [
    ("null", None),
    ("Null", None),
    ("NULL", None),
    ("~", None),
    ("", None),
    ("true", True),
    ("True", True),
    ("TRUE", True),
    ("false", False),
    ("0", 0),
    ("-0", 0),
    ("+12", 12),
    ("12", 12),
    ("0x1F", 31),
    ("0o17", 15),
    ("1.5", 1.5),
    ("-.5", -0.5),
    ("1.", 1.0),
    ("1e3", 1000.0),
    ("1.5E-1", 0.15),
    ("9007199254740993", 9007199254740993),
    ("!!str 12", "12"),
    ("! 12", "12"),
    ("!!float 12", 12.0),
    ('!!int "12"', 12),
    ("!!null ''", None),
    ("!!bool 'true'", True),
]


def _value(text: str) -> JsonValue:
    document = parse(text, Path("x.yaml"))
    assert document.problems == ()
    return to_json(document.root) if document.root is not None else None


@pytest.mark.parametrize("text", _TEXT)
def test_a_plain_scalar_that_json_does_not_know_is_text(text: str) -> None:
    assert _value(f"key: {text}") == {"key": text}


@pytest.mark.parametrize(("text", "value"), _VALUES)
def test_a_scalar_has_the_value_that_json_would_give_it(text: str, value: JsonValue) -> None:
    found = _value(f"key: {text}")

    assert found == {"key": value}
    assert isinstance(found, dict)
    assert type(found["key"]) is type(value)


@pytest.mark.parametrize("text", ["true", "12", "null", "", "~", "1.5"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_whatever_is_quoted_is_text(text: str, quote: str) -> None:
    assert _value(f"key: {quote}{text}{quote}") == {"key": text}


def test_a_block_keeps_its_lines_with_whatever_line_ends_the_file_has() -> None:
    assert _value("a: |\r\n  one\r\n\r\n  two\r\nb: c\r\n") == {"a": "one\n\ntwo\n", "b": "c"}


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_a_unicode_line_separator_is_a_character_of_its_text(separator: str) -> None:
    text = f"a: |\n  one{separator}two\nb: 'x{separator}y'\nc: z{separator}z\n"

    assert _value(text) == {"a": f"one{separator}two\n", "b": f"x{separator}y", "c": f"z{separator}z"}


def test_an_alias_is_the_same_node_as_its_anchor() -> None:
    document = parse("a: &x [1]\nb: *x\n", Path("x.yaml"))

    assert document.root is not None
    value = to_json(document.root)
    assert value == {"a": [1], "b": [1]}
    assert isinstance(value, dict)
    assert value["a"] is not value["b"], "a value must not share what its caller may change"


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "\ufeff"])
def test_an_empty_file_has_no_value_and_no_problem(text: str) -> None:
    document = parse(text, Path("x.yaml"))

    assert document.problems == ()
    assert document.root is None or to_json(document.root) is None


def test_a_key_repeated_keeps_its_first_value() -> None:
    document = parse("a: 1\na: 2\n", Path("x.yaml"))

    assert document.root is not None
    assert to_json(document.root) == {"a": 1}
