"""Files in which one value is wrong, for every value that a file of a project may hold.

The values are found in the field tables, so that a new field is covered without a change here. JSON is YAML, so that
the text of a file is its JSON.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from personactl.json_value import JsonObject, JsonValue
from personactl.persona.schema.component_fields import WHOLE_FILES
from personactl.persona.schema.field_shapes import (
    Choice,
    Field,
    Flag,
    Identifier,
    ListOf,
    MapOf,
    NameOrTable,
    Number,
    OneOrList,
    Overlays,
    Shape,
    Table,
    Tagged,
    Text,
    Variants,
)
from personactl.persona.schema.fields import FIELDS
from personactl.persona.schema.file_kind import FOLDERS
from personactl.state.project_schema import PROJECT

PARTS: Final = range(8)
"""The thousands of mutants are shared among several tests, because a test may take minutes, but no hours."""
UNHASHABLE: Final[tuple[JsonValue, ...]] = ([], {}, [[]], [{}], {"a": []})
_MAPPINGS_AND_LISTS: Final[tuple[JsonValue, ...]] = (
    {"a": {"b": 1}},
    {"": None},
    {"name": {}},
    {"type": []},
    {"id": "x"},
    [None],
    [1],
    ["a", {}],
)
WRONG: Final[tuple[JsonValue, ...]] = (
    *(*UNHASHABLE, *_MAPPINGS_AND_LISTS),
    *(None, True, False, 0, -1, 1.5, 1e300, 10**30, "", " ", "x", "x" * 3000, "[NAME]", "${a}", "Ünï\u200b😀", "yes"),
    *("https://", "http://[", "a\nb", "\u202eabc", "0" * 8 + "-0000-0000-0000-" + "0" * 12),
)
_ID: Final = "67d27a9f-0ce1-4432-848b-8ab2b97f024b"
# Texts with a form of their own, by the path's last key.
_TEXTS: Final[Mapping[str, str]] = {
    "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18",
    "voiceId": "6bfbe25a-979d-40f3-a92b-5394170af54b",
    "llmId": "0934d97d-0c3a-4f33-91b0-5e136a0ef466",
    "languageCode": "en",
    "url": "https://shop.test/tables",
    "env": "SHOP_KEY",
    "apiUrl": "https://api.anam.ai",
    "keyEnv": "ANAM_API_KEY_SHOP",
    "name": "open_calendar",
    "description": "Opens the calendar when the user asks for a date.",
    "key": "staging",
    "prefix": "Bearer ",
}


class Mutant(NamedTuple):
    """A file with one wrong value.

    name: the path of the file in its project.
    place: the dotted path of the value.
    value: the wrong value.
    content: the whole file.
    """

    name: str
    place: str
    value: JsonValue
    content: JsonValue

    @property
    def text(self) -> str:
        return json.dumps(self.content, ensure_ascii=False) + "\n"

    @property
    def label(self) -> str:
        return f"{self.name} {self.place} = {json.dumps(self.value)[:40]}"


def mutants(values: Sequence[JsonValue] = WRONG) -> Iterator[Mutant]:
    """Yield every file with each of `values` at every place, also in a profile and in an unknown key."""
    for value in values:
        yield from (Mutant("personas/mutant.yaml", *one) for one in persona_mutants(value))
        for kind, folder in FOLDERS.items():
            for place, content in _mutated(WHOLE_FILES[kind], value):
                yield Mutant(f"{folder}/mutant.yaml", place, value, content)
        for place, content in _mutated(PROJECT, value):
            yield Mutant("personactl.yaml", place, value, content)


def persona_mutants(value: JsonValue) -> Iterator[tuple[str, JsonValue, JsonValue]]:
    """Yield the place, the value and the content of every persona that holds `value` somewhere."""
    whole: JsonObject = {
        "name": "Cara",
        "avatarId": _TEXTS["avatarId"],
        "avatarModel": "cara-4",
        "voiceId": _TEXTS["voiceId"],
        "llmId": _TEXTS["llmId"],
        "systemPrompt": "You are Cara, and you help the guests of the hotel with all that they need.",
        "initialMessage": "Hello, I am Cara.",
    }
    yield "", value, value
    for name, field in {**FIELDS, "other": Field("local", Text())}.items():
        for place, inner in _mutated(field.shape, value, name):
            yield f"{name}{place}", value, {**whole, name: inner}
            if name not in {"profiles", "extends"}:
                yield f"profiles.p.{name}{place}", value, {**whole, "profiles": {"p": {name: inner}}}


def _mutated(shape: Shape, value: JsonValue, name: str = "") -> Iterator[tuple[str, JsonValue]]:
    """Yield a valid value of `shape` with `value` at each place in it, and the place."""
    yield "", value
    match shape:
        case Table():
            yield from _mutated_table(shape, value, {})
        case Variants(tables=tables):
            for table in tables.values():
                yield from _mutated_table(table, value, {})
        case Tagged():
            for _, table, tags in _tables(shape, {}):
                yield from _mutated_table(table, value, tags)
        case ListOf(item=item) | OneOrList(item=item):
            yield from ((f"[0]{place}", [inner]) for place, inner in _mutated(item, value, name))
        case MapOf(item=item):
            yield from ((f".key{place}", {"key": inner}) for place, inner in _mutated(item, value, name))
        case NameOrTable(table=table):
            yield from _mutated(table, value, name)
        case Overlays():
            yield ".p", {"p": value}
            yield ".p.name", {"p": {"name": value}}
        case _:
            return  # a scalar has no places inside


def _mutated_table(table: Table, value: JsonValue, tags: JsonObject) -> Iterator[tuple[str, JsonValue]]:
    valid: JsonObject = {
        **tags,
        **{name: sample(table.fields[name].shape, name) for name in _needed(table)},
    }
    for name, field in table.fields.items():
        base = {key: inner for key, inner in valid.items() if name not in table.one_of or key not in table.one_of}
        yield from ((f".{name}{place}", {**base, name: inner}) for place, inner in _mutated(field.shape, value, name))
    yield ".other", {**valid, "other": value}


def _needed(table: Table) -> list[str]:
    """Return the keys without which the table is a finding. A tool needs a description, which a rule checks."""
    tool = "name" in table.required and "description" in table.fields
    return [*table.required, *table.one_of[:1], *(["description"] if tool else [])]


def _tables(shape: Table | Tagged, tags: JsonObject) -> Iterator[tuple[str, Table, JsonObject]]:
    """Yield every table of a tagged shape with the tags that select it."""
    if isinstance(shape, Table):
        yield "", shape, tags
        return
    for name, table in shape.tables.items():
        yield from _tables(table, {**tags, shape.tag: name})


def sample(shape: Shape, name: str = "") -> JsonValue:
    """Return a valid value of `shape`."""
    match shape:
        case ListOf(item=item) | OneOrList(item=item):
            return [sample(item, name)]
        case MapOf(item=item):
            return {"key": sample(item, name)}
        case Table() | Tagged():
            _, table, tags = next(_tables(shape, {}))
            return {**tags, **{key: sample(table.fields[key].shape, key) for key in _needed(table)}}
        case Variants(tables=tables):
            return {key: sample(field.shape, key) for key, field in next(iter(tables.values())).fields.items()}
        case NameOrTable():
            return "end_call"
        case Overlays():
            return {"p": {}}
        case Text() | Flag() | Number() | Choice() | Identifier():
            return _scalar(shape, name)


def _scalar(shape: Text | Flag | Number | Choice | Identifier, name: str) -> JsonValue:
    match shape:
        case Text():
            return _TEXTS.get(name, "store")
        case Flag():
            return True
        case Number(minimum=minimum):
            return 1 if minimum is None or minimum <= 1 else minimum
        case Choice(options=options):
            return options[0]
        case Identifier():
            return _TEXTS.get(name, _ID)
