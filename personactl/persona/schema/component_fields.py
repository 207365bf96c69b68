"""What the files of `tools/`, `knowledge/` and `llms/` may hold: their field tables, and the keys that layer files.

A file that extends another, a part and a profile may each leave out what the others supply: their shape is *partial*.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from msgspec.structs import replace

from personactl.persona.schema.field_shapes import Field, Overlays, Shape, Table, Tagged, Text
from personactl.persona.schema.file_kind import SavedKind
from personactl.persona.schema.knowledge_fields import KNOWLEDGE
from personactl.persona.schema.llm_fields import LLM
from personactl.persona.schema.tool_fields import SAVED_TOOL

_Mapped = TypeVar("_Mapped", Table, Tagged, Table | Tagged)

TABLES: Final[Mapping[SavedKind, Table | Tagged]] = MappingProxyType(
    {"tool": SAVED_TOOL, "knowledge": KNOWLEDGE, "llm": LLM}
)
"""What describes the thing itself, whatever the number of files that it takes."""


def layered(shape: Table | Tagged) -> Table | Tagged:
    """A whole file: the thing itself, and the keys that say how it is put together."""
    match shape:
        case Tagged(tables=tables):
            return replace(shape, tables={name: layered(table) for name, table in tables.items()})
        case Table(fields=fields):
            above, below = Field("local", Text(empty=False)), Field("local", Overlays())
            return replace(shape, fields={"extends": above, **fields, "profiles": below})


def partial(shape: _Mapped) -> _Mapped:
    """The same, without anything that must be there. What stands in a list is whole, as lists do not merge."""
    match shape:
        case Tagged(tables=tables):
            return replace(shape, tables={name: partial(table) for name, table in tables.items()}, needed=False)
        case Table(fields=fields):
            inner = {name: replace(field, shape=_partial(field.shape)) for name, field in fields.items()}
            return replace(shape, fields=inner, required=(), one_of=())


def _partial(shape: Shape) -> Shape:
    return partial(shape) if isinstance(shape, Table | Tagged) else shape


WHOLE: Final[Mapping[SavedKind, Table | Tagged]] = MappingProxyType(
    {kind: layered(shape) for kind, shape in TABLES.items()}
)
PARTIAL: Final[Mapping[SavedKind, Table | Tagged]] = MappingProxyType(
    {kind: partial(shape) for kind, shape in WHOLE.items()}
)
