"""Two values -> the few changes that make one of the other, so that what stays the same is not touched.

Entries of mappings are changed one by one, and so are the items of lists, last ones first: a change never moves the
place of one that is still to come.
"""

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

import msgspec

from personactl.json_value import JsonObject, JsonValue

Step: TypeAlias = str | int
KeyPath: TypeAlias = tuple[Step, ...]
"""Keys and indices from the root of a document down to a value."""


class Put(msgspec.Struct, frozen=True):
    """`value` at `path`; a key that is new there goes behind `after`, or before all others where that is None."""

    path: KeyPath
    value: JsonValue
    after: str | None = None


class Insert(msgspec.Struct, frozen=True):
    """`value` as one more item, before what stands at the index that `path` ends with, if anything does."""

    path: KeyPath
    value: JsonValue


class Drop(msgspec.Struct, frozen=True):
    """Nothing at `path` any more: neither the first nor the only one of its collection is left empty."""

    path: KeyPath


Change: TypeAlias = Put | Insert | Drop


def changes(old: JsonValue, new: JsonValue, path: KeyPath = ()) -> Iterator[Change]:
    """In the order in which they are to be made. What a collection would lose last is replaced together with it."""
    match old, new:
        case dict(), dict() if _emptied(old, new):
            yield Put(path, new)
        case dict(), dict():
            yield from _in_mapping(old, new, path)
        case list(), list() if old and new and set(map(_print, old)) & set(map(_print, new)):
            yield from _in_list(old, new, path)
        case list(), list() if len(old) == len(new) and all(isinstance(item, dict) for item in (*old, *new)):
            yield from _in_list(old, new, path)
        case _ if not same(old, new):
            yield Put(path, new)
        case _:
            pass


def changed(value: JsonValue, change: Change) -> JsonValue:
    """`value` with `change` made; nothing is shared with what is changed in it."""
    return _at(value, change.path, change)


def found(value: JsonValue, path: KeyPath) -> JsonValue:
    """What stands at `path`, which exists."""
    for step in path:
        match value, step:
            case dict(), str():
                value = value[step]
            case list(), int():
                value = value[step]
            case _:
                raise KeyError(path)
    return value


def same(one: JsonValue, other: JsonValue) -> bool:
    """Equal with types, so that 1, 1.0 and true are three values; the order of keys means nothing."""
    return _print(one) == _print(other)


def _print(value: JsonValue) -> str:
    return json.dumps(value, sort_keys=True)


def _emptied(old: JsonObject, new: JsonObject) -> bool:
    return not new and bool(old)


def _in_mapping(old: JsonObject, new: JsonObject, path: KeyPath) -> Iterator[Change]:
    for key in old:
        if key in new:
            yield from changes(old[key], new[key], (*path, key))
    before: str | None = None
    for key in new:
        if key not in old:
            yield Put((*path, key), new[key], before)
        before = key
    for key in old:
        if key not in new:
            yield Drop((*path, key))


def _in_list(old: Sequence[JsonValue], new: Sequence[JsonValue], path: KeyPath) -> Iterator[Change]:
    matcher = SequenceMatcher(None, [_print(item) for item in old], [_print(item) for item in new], autojunk=False)
    for kind, start, end, first, last in reversed(matcher.get_opcodes()):
        if kind == "equal":
            continue
        shared = _in_step(old[start:end], new[first:last])
        for index in reversed(range(first + shared, last)):
            yield Insert((*path, end), new[index])
        for index in reversed(range(start + shared, end)):
            yield Drop((*path, index))
        for offset in reversed(range(shared)):
            yield from changes(old[start + offset], new[first + offset], (*path, start + offset))


def _in_step(old: Sequence[JsonValue], new: Sequence[JsonValue]) -> int:
    """How many items at the start are one mapping changed into another; simple values are taken out and put in, so
    that no comment comes to stand beside a value that it is not about."""
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
            kept = value[step:] if isinstance(change, Insert) else value[step + 1 :]
            return [*value[:step], *([] if isinstance(change, Drop) else [change.value]), *kept]
    raise KeyError(change.path)
