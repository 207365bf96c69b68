"""Every key has its description, and every description its key."""

from collections.abc import Iterator

import pytest

from personactl.persona.schema.component_fields import TABLES
from personactl.persona.schema.descriptions import KNOWLEDGE, LLM, PERSONA, TOOL, in_full
from personactl.persona.schema.field_shapes import ListOf, MapOf, NameOrTable, OneOrList, Shape, Table, Tagged, Variants
from personactl.persona.schema.fields import FIELDS


def paths(shape: Shape, prefix: str = "") -> Iterator[str]:
    """Of every key that a value of this shape may hold."""
    match shape:
        case Table(fields=fields):
            for name, field in fields.items():
                yield prefix + name
                yield from paths(field.shape, f"{prefix}{name}.")
        case Tagged(tables=tables) | Variants(tables=tables):
            for table in tables.values():
                yield from paths(table, prefix)
        case ListOf(item=inner) | OneOrList(item=inner) | MapOf(item=inner) | NameOrTable(table=inner):
            yield from paths(inner, prefix)
        case _:
            pass


@pytest.mark.parametrize(
    ("shape", "texts"),
    [(Table(FIELDS), PERSONA), (TABLES["tool"], TOOL), (TABLES["knowledge"], KNOWLEDGE), (TABLES["llm"], LLM)],
    ids=["persona", "tool", "knowledge", "llm"],
)
def test_every_key_is_described_and_nothing_else(shape: Shape, texts: dict[str, str]) -> None:
    assert set(paths(shape)) == set(texts)
    for path, text in texts.items():
        assert text == " ".join(text.split()), path
        assert text.endswith("."), path


def test_a_description_says_where_the_key_lives_when_it_lives_in_one_place() -> None:
    assert in_full(PERSONA["name"], FIELDS["name"]) == "The name that people see."
    assert in_full(PERSONA["maxSessionLengthSeconds"], FIELDS["maxSessionLengthSeconds"]).endswith(
        "Belongs to sessions only: a token of the whole configuration carries it, push does not."
    )
    assert in_full(PERSONA["widgetConfig"], FIELDS["widgetConfig"]).endswith(
        "Belongs to the stored persona only: push sends it, a token does not. "
        "The platform takes it once the persona exists."
    )
