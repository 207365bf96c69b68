"""The notation of the contract's files."""

from typing import Any

import pytest

from tests.contract.notation import NotationError, read_field, read_record, read_type
from tests.contract.shapes import Choice, Either, Field, ListOf, MapOf, Named, PageOf, Record, Scalar, Type


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("text", Scalar("text")),
        ("text 1..64", Scalar("text", 1, 64)),
        ("text ..1024", Scalar("text", None, 1024)),
        ("integer 1..", Scalar("integer", 1)),
        ("number 0.5..2", Scalar("number", 0.5, 2)),
        ("number -1..1", Scalar("number", -1, 1)),
        ("llm id", Scalar("llm id")),
        ("one of LINK, ORB_EMBED", Choice(("LINK", "ORB_EMBED"))),
        ("list of text 1..5", ListOf(Scalar("text", 1, 5))),
        ("map of integer", MapOf(Scalar("integer"))),
        ("page of Tool", PageOf(Named("Tool"))),
        ("either Inline, Saved", Either((Named("Inline"), Named("Saved")))),
        ("ElevenLabsV1Options", Named("ElevenLabsV1Options")),
    ],
)
def test_types(written: str, shape: Type) -> None:
    assert read_type(written) == shape


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("Tool or null", Field(Named("Tool"), nullable=True)),
        ("list of Tool or null", Field(ListOf(Named("Tool")), nullable=True)),
        ("one of LINK, ORB_EMBED or null", Field(Choice(("LINK", "ORB_EMBED")), nullable=True)),
        ("integer 1..100 = 10", Field(Scalar("integer", 1, 100), default=10)),
        ("boolean = false", Field(Scalar("boolean"), default=False)),
        ("one of all, some = all", Field(Choice(("all", "some")), default="all")),
    ],
)
def test_fields(written: str, field: Field) -> None:
    assert read_field(written) == field


def test_records() -> None:
    record = read_record(
        {
            "(includes)": ["Part"],
            "(other keys)": "forbidden",
            "(exactly one of)": ["a", "b"],
            "(never)": ["c"],
            "(at least)": 1,
            "a!": "text",
            "b": {"inner": "boolean"},
        }
    )

    inner = Record({"inner": Field(Scalar("boolean"))})
    assert record == Record(
        {"a": Field(Scalar("text"), required=True), "b": Field(inner)},
        includes=("Part",),
        other_keys="forbidden",
        exactly_one_of=("a", "b"),
        never=("c",),
        at_least=1,
    )


@pytest.mark.parametrize("written", ["", "string", "text 5", "boolean 1..2", "tool", "list of", 5, None, ["text"]])
def test_refuses_what_is_not_a_type(written: object) -> None:
    with pytest.raises(NotationError):
        read_type(written)


@pytest.mark.parametrize(
    "written",
    [
        {"(sometimes)": ["a"]},
        {"(other keys)": "perhaps"},
        {"(at least)": "one"},
        {"(includes)": "Tool"},
    ],
)
def test_refuses_what_is_not_a_rule(written: dict[str, Any]) -> None:
    with pytest.raises(NotationError):
        read_record(written)
