"""Example values of resolved shapes: with every field filled, or with null wherever it is allowed."""

from collections.abc import Callable
from typing import Any, assert_never

from tests.contract.shapes import Choice, Either, Field, Kind, ListOf, MapOf, Named, PageOf, Record, Scalar, Type

_SCALARS: dict[Kind, Callable[[int], object]] = {
    "text": lambda number: f"text {number}",
    "file": lambda number: f"bytes {number}",
    "boolean": lambda number: number % 2 == 0,
    "uuid": lambda number: f"00000000-0000-4000-8000-{number:012}",
    "llm id": lambda number: f"00000000-0000-4000-9000-{number:012}",
    "date-time": lambda number: f"2026-03-01T{number // 60 % 24:02}:{number % 60:02}:00.250Z",
    "url": lambda number: f"https://example.test/{number}",
    "object": lambda number: {"key": number},
}
_COUNTED: dict[Kind, float] = {"integer": 1, "number": 0.25}


def full_example(shape: Type) -> Any:
    """Return a value with every field; texts and times differ from field to field, and a list has two items.

    Of fields that exclude each other, and of alternative shapes, the first is used.
    """
    return _Examples(nulls=False).of(shape)


def bare_example(shape: Type) -> Any:
    """Like `full_example`, with null for every nullable field."""
    return _Examples(nulls=True).of(shape)


class _Examples:
    def __init__(self, *, nulls: bool) -> None:
        self._nulls = nulls
        self._number = 0

    def of(self, shape: Type) -> Any:
        self._number += 1
        match shape:
            case Scalar():
                return self._scalar(shape)
            case Choice(options):
                return options[self._number % len(options)]
            case ListOf(item):
                return [self.of(item), self.of(item)]
            case MapOf(value):
                return {f"key {self._number}": self.of(value)}
            case Either(choices):
                return self.of(choices[0])
            case Record(fields):
                others = shape.exactly_one_of[1:]
                return {name: self._field(field) for name, field in fields.items() if name not in others}
            case Named() | PageOf():
                raise ValueError(f"not resolved: {shape}")
            case _:
                assert_never(shape)

    def _field(self, field: Field) -> Any:
        return None if field.nullable and self._nulls else self.of(field.type)

    def _scalar(self, shape: Scalar) -> object:
        if shape.kind not in _COUNTED:
            return _SCALARS[shape.kind](self._number)
        value = self._number * _COUNTED[shape.kind]
        return value if shape.most is None or value <= shape.most else shape.most
