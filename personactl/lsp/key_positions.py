"""The keys and values of a file, each with its field: the tree and the grammar of the file are walked together."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import msgspec

from personactl.document.node import MappingNode, Node, Place, Scalar, SequenceNode, Span
from personactl.persona.schema import descriptions
from personactl.persona.schema.component_fields import COMPONENTS, WHOLE_FILES, all_optional
from personactl.persona.schema.field_checks import NOT_IN_PROFILES
from personactl.persona.schema.field_shapes import (
    Choice,
    Field,
    ListOf,
    MapOf,
    NameOrTable,
    OneOrList,
    Overlays,
    Shape,
    Table,
    Tagged,
    Variants,
)
from personactl.persona.schema.fields import FIELDS
from personactl.persona.schema.file_kind import FileKind
from personactl.state.project_schema import DESCRIPTIONS, PROJECT

EditableKind: TypeAlias = FileKind | Literal["project"]
"""The kinds of files that the server supports: the files of a project, and its settings file."""


class Grammar(msgspec.Struct, frozen=True):
    """What a kind of file may hold.

    shape: the shape of the whole file.
    profile: the shape of each of its profiles.
    texts: the descriptions of keys, by dotted path without the parts that the author chooses (a profile, a pattern).
    """

    shape: Shape
    profile: Shape
    texts: Mapping[str, str]


_PROFILE: Final = Table({name: field for name, field in FIELDS.items() if name not in NOT_IN_PROFILES})
PERSONA: Final = Grammar(Table(FIELDS), _PROFILE, descriptions.PERSONA)
GRAMMARS: Final[Mapping[EditableKind, Grammar]] = MappingProxyType(
    {
        "persona": PERSONA,
        "tool": Grammar(
            WHOLE_FILES["tool"], all_optional(COMPONENTS["tool"]), {**descriptions.LAYERS, **descriptions.TOOL}
        ),
        "knowledge": Grammar(
            WHOLE_FILES["knowledge"],
            all_optional(COMPONENTS["knowledge"]),
            {**descriptions.LAYERS, **descriptions.KNOWLEDGE},
        ),
        "llm": Grammar(
            WHOLE_FILES["llm"], all_optional(COMPONENTS["llm"]), {**descriptions.LAYERS, **descriptions.LLM}
        ),
        "project": Grammar(PROJECT, PROJECT, DESCRIPTIONS),
    }
)


class Key(msgspec.Struct, frozen=True):
    """A key of a mapping.

    scalar: the key in the tree.
    path: the dotted path from the root of the file, or of the profile that holds the key. Items have their list's path.
    field: the field of the key, or None if the mapping has no such field.
    known: the fields that the mapping may have.
    mapping: the mapping that holds the key.
    """

    scalar: Scalar
    path: str
    field: Field | None
    known: Mapping[str, Field]
    mapping: MappingNode


class Value(msgspec.Struct, frozen=True):
    """A simple value at `path`; `shape` is None if its key is unknown."""

    scalar: Scalar
    path: str
    shape: Shape | None


Element: TypeAlias = Key | Value


def elements(node: Node, grammar: Grammar = PERSONA) -> Iterator[Element]:
    """Yield every key and simple value in file order. An alias repeats those of its anchor, with their places."""
    return _elements(node, grammar, grammar.shape, "")


def _elements(node: Node, grammar: Grammar, shape: Shape | None, path: str) -> Iterator[Element]:
    match node:
        case Scalar():
            yield Value(node, path, shape)
        case SequenceNode(items=items):
            inner = shape.item if isinstance(shape, ListOf | OneOrList) else None
            for item in items:
                yield from _elements(item, grammar, inner, path)
        case MappingNode(entries=entries):
            known = fields_of(shape, node)
            for entry in entries:
                field = known.get(entry.name)
                below = f"{path}.{entry.name}".lstrip(".")
                yield Key(entry.key, below, field, known, node)
                match shape:
                    case Overlays():
                        yield from _elements(entry.value, grammar, grammar.profile, "")
                    case MapOf():
                        yield from _elements(entry.value, grammar, shape.item, path)
                    case _:
                        yield from _elements(entry.value, grammar, None if field is None else field.shape, below)


def fields_of(shape: Shape | None, node: MappingNode | None) -> Mapping[str, Field]:
    """Return the keys that a mapping of this shape may have; a tag that `node` already has narrows them."""
    match shape:
        case Table(fields=fields):
            return fields
        case Variants(tables=tables):
            return {name: field for table in tables.values() for name, field in table.fields.items()}
        case NameOrTable(table=table):
            return fields_of(table, node)
        case OneOrList(item=item):
            return fields_of(item, node)
        case Tagged():
            return _tagged_fields(shape, node)
        case _:
            return {}


def holds(span: Span, place: Place) -> bool:
    """Return whether a cursor at `place` is in `span` or at one of its ends."""
    return span.start <= place <= span.end


def _tagged_fields(shape: Tagged, node: MappingNode | None) -> Mapping[str, Field]:
    entry = node.get(shape.tag) if node is not None else None
    tag = entry.value.value if entry is not None and isinstance(entry.value, Scalar) else None
    tables = [shape.tables[tag]] if isinstance(tag, str) and tag in shape.tables else list(shape.tables.values())
    inner = {name: field for table in tables for name, field in fields_of(table, node).items()}
    scope = inner[shape.tag].scope if shape.tag in inner else "local"
    return {**inner, shape.tag: Field(scope, Choice(tuple(shape.tables)))}
