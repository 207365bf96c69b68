"""The shape of what travels as JSON through the engine, and how a field of it is read whatever it holds.

The client side has types of its own: the two sides share nothing.
"""

from collections.abc import Mapping
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = dict[str, Json]
JsonMapping: TypeAlias = Mapping[str, Json]


def text_of(item: JsonMapping, field: str) -> str:
    """A text field, "" if it is null, absent or of another type."""
    value = item.get(field)
    return value if isinstance(value, str) else ""


def texts_of(item: JsonMapping, field: str) -> tuple[str, ...]:
    """The texts of a list field, empty if it is absent or of another type."""
    value = item.get(field)
    return tuple(entry for entry in value if isinstance(entry, str)) if isinstance(value, list) else ()


def as_object(value: object) -> JsonObject:
    """`value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}
