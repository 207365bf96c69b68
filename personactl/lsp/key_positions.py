"""The tree of a file, walked beside its kind's field table: what each key and each value in it is meant to be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

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

Edited: TypeAlias = FileKind | Literal["project"]
"""The kinds of files that the server knows: those of a project, and its settings."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a kind of file may hold: as a whole, and in each of its profiles; `texts` describe keys by dotted path.

    What is the writer's own in a path (a profile's name, a pattern) is left out of it.
    """

    shape: Shape
    profile: Shape
    texts: Mapping[str, str]


_PROFILE: Final = Table({name: field for name, field in FIELDS.items() if name not in NOT_IN_PROFILES})
PERSONA: Final = Grammar(Table(FIELDS), _PROFILE, descriptions.PERSONA)
GRAMMARS: Final[Mapping[Edited, Grammar]] = MappingProxyType(
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


@dataclass(frozen=True, slots=True)
class Key:
    """A key: `field` is None where the mapping has no such key, `known` are those it may have, `mapping` is it.

    `path` is dotted and counts from the persona, or from the profile that the key stands in; a list's items share the
    path of their list.
    """

    scalar: Scalar
    path: str
    field: Field | None
    known: Mapping[str, Field]
    mapping: MappingNode


@dataclass(frozen=True, slots=True)
class Value:
    """A simple value at `path`; `shape` is None where the key is unknown."""

    scalar: Scalar
    path: str
    shape: Shape | None


Spot: TypeAlias = Key | Value


def spots(node: Node, grammar: Grammar = PERSONA) -> Iterator[Spot]:
    """Every key and simple value, in file order. Aliases bring theirs again, with the places of their anchors."""
    return _spots(node, grammar, grammar.shape, "")


def _spots(node: Node, grammar: Grammar, shape: Shape | None, path: str) -> Iterator[Spot]:
    match node:
        case Scalar():
            yield Value(node, path, shape)
        case SequenceNode(items=items):
            inner = shape.item if isinstance(shape, ListOf | OneOrList) else None
            for item in items:
                yield from _spots(item, grammar, inner, path)
        case MappingNode(entries=entries):
            known = fields_of(shape, node)
            for entry in entries:
                field = known.get(entry.name)
                below = f"{path}.{entry.name}".lstrip(".")
                yield Key(entry.key, below, field, known, node)
                match shape:
                    case Overlays():
                        yield from _spots(entry.value, grammar, grammar.profile, "")
                    case MapOf():
                        yield from _spots(entry.value, grammar, shape.item, path)
                    case _:
                        yield from _spots(entry.value, grammar, None if field is None else field.shape, below)


def fields_of(shape: Shape | None, node: MappingNode | None) -> Mapping[str, Field]:
    """The keys that a mapping of this shape may have, going by what `node` says about itself already."""
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
    """Whether a cursor at `place` touches what stands at `span`."""
    return span.start <= place <= span.end


def _tagged_fields(shape: Tagged, node: MappingNode | None) -> Mapping[str, Field]:
    entry = node.get(shape.tag) if node is not None else None
    said = entry.value.value if entry is not None and isinstance(entry.value, Scalar) else None
    chosen = [shape.tables[said]] if isinstance(said, str) and said in shape.tables else list(shape.tables.values())
    inner = {name: field for table in chosen for name, field in fields_of(table, node).items()}
    scope = inner[shape.tag].scope if shape.tag in inner else "local"
    return {**inner, shape.tag: Field(scope, Choice(tuple(shape.tables)))}
