"""The changes that turn one value into another, so that an edit does not touch what stays the same.

Entries of mappings and items of lists are changed one by one, the last items first: a change never moves the place of a
later change.
"""

import json
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import msgspec

from personactl.document.sequence_match import sequence_matcher
from personactl.json_value import JsonObject, JsonValue

Step: TypeAlias = str | int
KeyPath: TypeAlias = tuple[Step, ...]
"""Keys and indices from the root of a document to a value."""


class Put(msgspec.Struct, frozen=True):
    """Set a value.

    path: the place of the value.
    value: the new value.
    after: the key after which a new key is added; None adds it before all others.
    """

    path: KeyPath
    value: JsonValue
    after: str | None = None


class Insert(msgspec.Struct, frozen=True):
    """Add an item to a list.

    path: the place of the list and the index of the new item; the items from there on move.
    value: the item.
    """

    path: KeyPath
    value: JsonValue


class Drop(msgspec.Struct, frozen=True):
    """Remove a value. The collection is not empty afterwards.

    path: the place of the value.
    """

    path: KeyPath


Change: TypeAlias = Put | Insert | Drop


def value_changes(old: JsonValue, new: JsonValue, path: KeyPath = ()) -> Iterator[Change]:
    """Yield the changes in the order in which to apply them. A collection that would become empty is replaced as a
    whole.
    """
    match old, new:
        case dict(), dict() if _emptied(old, new):
            yield Put(path, new)
        case dict(), dict():
            yield from _in_mapping(old, new, path)
        case list(), list() if old and new and set(map(_print, old)) & set(map(_print, new)):
            yield from _in_list(old, new, path)
        case list(), list() if len(old) == len(new) and all(isinstance(item, dict) for item in (*old, *new)):
            yield from _in_list(old, new, path)
        case _ if not is_same(old, new):
            yield Put(path, new)
        case _:
            pass


def with_change(value: JsonValue, change: Change) -> JsonValue:
    """Return `value` with one change; changed collections are copied."""
    return _at(value, change.path, change)


def with_changes(value: JsonValue, changes: Sequence[Change]) -> JsonValue:
    """Return a copy of `value` with all changes, made one after the other. None is of the whole value."""
    copied: JsonValue = json.loads(json.dumps(value))
    for change in changes:
        match value_at(copied, change.path[:-1]), change.path[-1], change:
            case dict() as mapping, str(key), Drop():
                del mapping[key]
            case dict() as mapping, str(key), Put(value=new):
                mapping[key] = new
            case list() as items, int(index), Drop():
                del items[index]
            case list() as items, int(index), Insert(value=new):
                items.insert(index, new)
            case list() as items, int(index), Put(value=new):
                items[index] = new
            case _:
                raise KeyError(change.path)
    return copied


def value_at(value: JsonValue, path: KeyPath) -> JsonValue:
    """Return the value at `path`, which must exist."""
    for step in path:
        match value, step:
            case dict(), str():
                value = value[step]
            case list(), int():
                value = value[step]
            case _:
                raise KeyError(path)
    return value


def is_same(one: JsonValue, other: JsonValue) -> bool:
    """Return whether the values and their types are equal: 1, 1.0 and true differ. The order of keys is ignored."""
    return _print(one) == _print(other)


def _print(value: JsonValue) -> str:
    return json.dumps(value, sort_keys=True)


def _emptied(old: JsonObject, new: JsonObject) -> bool:
    return not new and bool(old)


def _in_mapping(old: JsonObject, new: JsonObject, path: KeyPath) -> Iterator[Change]:
    for key in old:
        if key in new:
            yield from value_changes(old[key], new[key], (*path, key))
    before: str | None = None
    for key in new:
        if key not in old:
            yield Put((*path, key), new[key], before)
        before = key
    for key in old:
        if key not in new:
            yield Drop((*path, key))


def _in_list(old: Sequence[JsonValue], new: Sequence[JsonValue], path: KeyPath) -> Iterator[Change]:
    matcher = sequence_matcher([_print(item) for item in old], [_print(item) for item in new], autojunk=False)
    for kind, start, end, first, last in reversed(matcher.get_opcodes()):
        if kind == "equal":
            continue
        shared = _in_step(old[start:end], new[first:last])
        for index in reversed(range(first + shared, last)):
            yield Insert((*path, end), new[index])
        for index in reversed(range(start + shared, end)):
            yield Drop((*path, index))
        for offset in reversed(range(shared)):
            yield from value_changes(old[start + offset], new[first + offset], (*path, start + offset))


def _in_step(old: Sequence[JsonValue], new: Sequence[JsonValue]) -> int:
    """Return the number of items at the start that are mappings in both lists.

    Such a mapping is changed in place. Simple values are removed and added, so that no comment stays beside another
    value.
    """
    pairs = zip(old, new, strict=False)
    return next(
        (
            number
            for number, (one, other) in enumerate(pairs)
            if not (isinstance(one, dict) and isinstance(other, dict))
        ),
        min(len(old), len(new)),
    )


def _at(value: JsonValue, path: KeyPath, change: Change) -> JsonValue:
    if not path:
        return change.value if isinstance(change, Put) else value
    step, *rest = path
    match value, step:
        case dict(), str() if rest:
            return {**value, step: _at(value[step], tuple(rest), change)}
        case dict(), str() if isinstance(change, Put):
            return {**value, step: change.value}
        case dict(), str():
            return {key: inner for key, inner in value.items() if key != step}
        case list(), int() if rest:
            return [*value[:step], _at(value[step], tuple(rest), change), *value[step + 1 :]]
        case list(), int():
            rest_of_list = value[step:] if isinstance(change, Insert) else value[step + 1 :]
            return [*value[:step], *([] if isinstance(change, Drop) else [change.value]), *rest_of_list]
    raise KeyError(change.path)
