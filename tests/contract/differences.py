"""Compares two resolved statements of a contract fact by fact. Names of shapes are not facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from tests.contract.shapes import (
    Answer,
    Choice,
    Either,
    Field,
    ListOf,
    MapOf,
    Named,
    Operation,
    PageOf,
    Record,
    Scalar,
    Type,
)

Fact = tuple[str, object]
"""A place and the value there."""


@dataclass(frozen=True, slots=True)
class Difference:
    """place: such as `PUT /v1/tools/{id} json.name most`.
    ours, theirs: None if that side does not state the fact.
    """

    place: str
    ours: object
    theirs: object

    def __str__(self) -> str:
        return f"{self.place}: {self.ours} here, {self.theirs} there"


def differences(ours: Iterable[Operation], theirs: Iterable[Operation]) -> list[Difference]:
    """Return all facts that only one side states or that differ, sorted by place."""
    left, right = dict(_facts(ours)), dict(_facts(theirs))
    return [
        Difference(place, left.get(place), right.get(place))
        for place in sorted(left.keys() | right.keys())
        if left.get(place) != right.get(place)
    ]


def _facts(operations: Iterable[Operation]) -> Iterator[Fact]:
    for operation in operations:
        yield str(operation), "an operation"
        yield f"{operation} body", "required" if operation.body_required else "optional"
        for kind, fields in (("path", operation.path_parameters), ("query", operation.query)):
            for name, field in fields.items():
                yield from _field_facts(f"{operation} {kind}.{name}", field)
        for kind, body in (("json", operation.json), ("form", operation.form)):
            if body is not None:
                yield from _type_facts(f"{operation} {kind}", body)
        for status, answer in operation.answers.items():
            yield from _answer_facts(f"{operation} {status}", answer)


def _answer_facts(place: str, answer: Answer) -> Iterator[Fact]:
    yield place, "no body" if answer.empty else "undescribed" if answer.body is None else "described"
    yield f"{place} headers", sorted(answer.headers)
    if answer.body is not None:
        yield from _type_facts(place, answer.body)


def _field_facts(place: str, field: Field) -> Iterator[Fact]:
    yield f"{place} required", field.required
    yield f"{place} nullable", field.nullable
    yield f"{place} default", None if field.default is None else (type(field.default).__name__, field.default)
    yield from _type_facts(place, field.type)


def _type_facts(place: str, shape: Type) -> Iterator[Fact]:
    match shape:
        case Scalar(kind, least, most):
            yield f"{place} type", kind
            yield f"{place} least", least
            yield f"{place} most", most
        case Choice(options):
            yield f"{place} type", "choice"
            yield f"{place} options", options
        case ListOf(item):
            yield f"{place} type", "list"
            yield from _type_facts(f"{place}[]", item)
        case MapOf(value):
            yield f"{place} type", "map"
            yield from _type_facts(f"{place}.*", value)
        case Either(choices):
            yield f"{place} type", f"one of {len(choices)}"
            for number, choice in enumerate(choices, start=1):
                yield from _type_facts(f"{place}({number})", choice)
        case Record():
            yield f"{place} type", "record"
            yield from _record_facts(place, shape)
        case Named() | PageOf():
            raise ValueError(f"{place} is not resolved: {shape}")
        case _:
            assert_never(shape)


def _record_facts(place: str, record: Record) -> Iterator[Fact]:
    yield f"{place} other keys", record.other_keys
    yield f"{place} exactly one of", sorted(record.exactly_one_of)
    yield f"{place} never", sorted(record.never)
    yield f"{place} at least", record.at_least
    for name, field in record.fields.items():
        yield from _field_facts(f"{place}.{name}", field)
