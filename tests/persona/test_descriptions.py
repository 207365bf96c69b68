"""Every key has a description, and every description has a key."""

from collections.abc import Iterator

import pytest

from personactl.persona.schema.component_fields import COMPONENTS
from personactl.persona.schema.descriptions import KNOWLEDGE, LLM, PERSONA, TOOL, full_description
from personactl.persona.schema.field_shapes import ListOf, MapOf, NameOrTable, OneOrList, Shape, Table, Tagged, Variants
from personactl.persona.schema.fields import FIELDS


def paths(shape: Shape, prefix: str = "") -> Iterator[str]:
    """Yield the paths of all keys that a value of this shape may have."""
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
    [
        (Table(FIELDS), PERSONA),
        (COMPONENTS["tool"], TOOL),
        (COMPONENTS["knowledge"], KNOWLEDGE),
        (COMPONENTS["llm"], LLM),
    ],
    ids=["persona", "tool", "knowledge", "llm"],
)
def test_every_key_has_a_description_and_every_description_a_key(shape: Shape, texts: dict[str, str]) -> None:
    assert set(paths(shape)) == set(texts)
    for path, text in texts.items():
        assert text == " ".join(text.split()), path
        assert text.endswith("."), path


def test_a_description_names_the_scope_of_the_key_if_it_has_only_one() -> None:
    assert full_description(PERSONA["name"], FIELDS["name"]) == "The name that users see."
    assert full_description(PERSONA["maxSessionLengthSeconds"], FIELDS["maxSessionLengthSeconds"]).endswith(
        "Only for sessions: an ephemeral session token sends it, push does not."
    )
    assert full_description(PERSONA["widgetConfig"], FIELDS["widgetConfig"]).endswith(
        "Only for the stored persona: push sends it, session tokens do not. "
        "The platform accepts it only once the persona exists."
    )
