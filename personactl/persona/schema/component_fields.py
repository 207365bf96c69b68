"""The keys of the files in `tools/`, `knowledge/` and `llms/`.

Such a file may extend another and have profiles. Any of these layers may leave out what the others supply, so each
kind of file has two shapes: the whole file, and one in which every key is optional.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from msgspec.structs import replace

from personactl.persona.schema.field_shapes import Choice, Field, ListOf, Overlays, Shape, Table, Tagged, Text
from personactl.persona.schema.file_kind import ComponentKind
from personactl.persona.schema.secret_reference import SECRET
from personactl.persona.schema.tool_fields import LLM_URL, TOOL

_ShapeT = TypeVar("_ShapeT", Table, Tagged, Table | Tagged)

_WORD = Text(allow_blank=False)


def _local(shape: Choice | ListOf | Table | Text) -> Field:
    return Field("local", shape)


KNOWLEDGE: Final = Table(
    {"name": _local(_WORD), "description": _local(Text()), "documents": _local(ListOf(_WORD))},
    required=("name",),
)
"""A file of `knowledge/`: one group of documents that a persona can search.

`documents` names the files to upload. Source: docs/platform.md#knowledge-groups and docs/platform.md#documents.
"""

LLM: Final = Table(
    {
        "displayName": _local(_WORD),
        "description": _local(Text()),
        "llmFormat": _local(Choice(("openai", "azure_openai", "groq_openai", "gemini", "advanced_voice", "none"))),
        "modelName": _local(_WORD),
        "urls": _local(ListOf(Table({"url": _local(LLM_URL), "region": _local(_WORD)}, required=("url",)))),
        "secret": _local(SECRET),
        "metadata": _local(Table({}, allow_other_keys=True)),
        "reasoningEffort": _local(Choice(("default", "low", "medium", "high"))),
        "reasoningFormat": _local(Choice(("parsed", "raw", "hidden"))),
    },
    required=("displayName", "llmFormat", "modelName", "urls", "secret"),
)
"""A file of `llms/`: a custom LLM, reached at an address with a secret.

A file never contains the secret, only where it is stored. Source: docs/platform.md#llms-of-an-account.
"""

COMPONENTS: Final[Mapping[ComponentKind, Table | Tagged]] = MappingProxyType(
    {"tool": TOOL, "knowledge": KNOWLEDGE, "llm": LLM}
)
"""The keys of the component itself, without `extends` and `profiles`."""


def with_layer_keys(shape: Table | Tagged) -> Table | Tagged:
    """Return the shape of a whole file: the component, and the keys `extends` and `profiles`."""
    match shape:
        case Tagged(tables=tables):
            return replace(shape, tables={name: with_layer_keys(table) for name, table in tables.items()})
        case Table(fields=fields):
            extends, profiles = Field("local", Text(allow_blank=False)), Field("local", Overlays())
            return replace(shape, fields={"extends": extends, **fields, "profiles": profiles})


def all_optional(shape: _ShapeT) -> _ShapeT:
    """Return the same shape without required keys. Items of lists keep theirs, because lists do not merge."""
    match shape:
        case Tagged(tables=tables):
            return replace(shape, tables={name: all_optional(table) for name, table in tables.items()}, required=False)
        case Table(fields=fields):
            inner = {name: replace(field, shape=_optional_inside(field.shape)) for name, field in fields.items()}
            return replace(shape, fields=inner, required=(), one_of=())


def _optional_inside(shape: Shape) -> Shape:
    return all_optional(shape) if isinstance(shape, Table | Tagged) else shape


WHOLE_FILES: Final[Mapping[ComponentKind, Table | Tagged]] = MappingProxyType(
    {kind: with_layer_keys(shape) for kind, shape in COMPONENTS.items()}
)
"""The shape of a file that extends no other."""

PARTIAL_FILES: Final[Mapping[ComponentKind, Table | Tagged]] = MappingProxyType(
    {kind: all_optional(shape) for kind, shape in WHOLE_FILES.items()}
)
"""The shape of a file that extends another, and of a part that others extend."""
