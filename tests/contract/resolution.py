"""Resolves shapes: every reference, inclusion and page is replaced by its definition."""

from collections.abc import Mapping
from dataclasses import replace

from tests.contract.shapes import Answer, Either, Field, ListOf, MapOf, Named, Operation, PageOf, Record, Type

Shapes = Mapping[str, Type]


def resolve_operation(operation: Operation, shapes: Shapes) -> Operation:
    return replace(
        operation,
        path_parameters=_fields(operation.path_parameters, shapes),
        query=_fields(operation.query, shapes),
        json=None if operation.json is None else resolve(operation.json, shapes),
        form=None if operation.form is None else resolve(operation.form, shapes),
        answers={status: _answer(answer, shapes) for status, answer in operation.answers.items()},
    )


def resolve(shape: Type, shapes: Shapes) -> Type:
    """Raises KeyError for a name that is not in `shapes`, and TypeError if it includes what is not a record."""
    match shape:
        case Named(name):
            return resolve(shapes[name], shapes)
        case ListOf(item):
            return ListOf(resolve(item, shapes))
        case MapOf(value):
            return MapOf(resolve(value, shapes))
        case Either(choices):
            return Either(tuple(resolve(choice, shapes) for choice in choices))
        case PageOf(item):
            meta = Field(resolve(Named("PageMeta"), shapes))
            return Record({"data": Field(ListOf(resolve(item, shapes))), "meta": meta})
        case Record():
            return _record(shape, shapes)
        case _:
            return shape


def named_in(shape: Type) -> set[str]:
    """Return the names that `shape` refers to."""
    match shape:
        case Named(name):
            return {name}
        case ListOf(inner) | MapOf(inner):
            return named_in(inner)
        case PageOf(inner):
            return named_in(inner) | {"PageMeta"}
        case Either(choices):
            return set().union(*(named_in(choice) for choice in choices))
        case Record():
            return set(shape.includes).union(*(named_in(field.type) for field in shape.fields.values()))
        case _:
            return set()


def _record(record: Record, shapes: Shapes) -> Record:
    fields: dict[str, Field] = {}
    for name in record.includes:
        included = resolve(Named(name), shapes)
        if not isinstance(included, Record):
            raise TypeError(f"{name} is included and not a record")
        fields |= included.fields
    return replace(record, fields=fields | _fields(record.fields, shapes), includes=())


def _fields(fields: Mapping[str, Field], shapes: Shapes) -> dict[str, Field]:
    return {name: replace(field, type=resolve(field.type, shapes)) for name, field in fields.items()}


def _answer(answer: Answer, shapes: Shapes) -> Answer:
    return answer if answer.body is None else replace(answer, body=resolve(answer.body, shapes))
