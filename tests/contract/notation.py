"""The notation of the contract's files: from text and YAML mappings to shapes.

    text, text 1..64, text ..1024      a text, with the bounds of its length
    integer 1..100, number 0.5..2      a number with its bounds
    boolean, uuid, date-time, url, file, object, llm id
    one of LINK, ORB_EMBED             one of several texts
    list of TYPE, map of TYPE          a list; an object of any keys and values of one type
    page of Tool                       {data: list of Tool, meta: PageMeta}
    either Inline, Saved               one of several shapes, without a tag that says which
    Tool                               the shape of that name
    TYPE or null                       null is allowed as well (of the whole list, after `list of`)
    TYPE = 10                          the default

A record is a mapping from fields to types or to records. A field whose name ends in `!` is required. Keys in
parentheses are rules about the record as a whole:

    (includes): [Tool]                          the fields of those shapes belong to this one as well
    (other keys): forbidden                     or `allowed`, where the contract says so
    (exactly one of): [personaId, personaConfig]
    (never): [personaId]
    (at least): 1                               number of keys
"""

import re
from collections.abc import Mapping
from typing import get_args

import yaml

from tests.contract.shapes import (
    Choice,
    Default,
    Either,
    Field,
    Kind,
    ListOf,
    MapOf,
    Named,
    OtherKeys,
    PageOf,
    Record,
    Scalar,
    Type,
)

_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
_OTHER_KEYS: dict[str, OtherKeys] = {word: word for word in get_args(OtherKeys)}
_BOUNDED = re.compile(r"(?P<kind>text|integer|number) (?P<least>-?[\d.]*?)\.\.(?P<most>-?[\d.]*)")
_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
_LIST, _MAP, _PAGE, _EITHER, _CHOICE = "list of ", "map of ", "page of ", "either ", "one of "
_RULES = {"(includes)", "(other keys)", "(exactly one of)", "(never)", "(at least)"}


class NotationError(ValueError):
    """Text or a mapping that is not in the notation."""


def read_field(written: object, *, required: bool = False) -> Field:
    """`written` is a text in the notation, or the mapping of a record."""
    if not isinstance(written, str):
        return Field(read_record(written), required=required)
    text, has_default, default = written.partition(" = ")
    type_text = text.removesuffix(" or null")
    return Field(
        read_type(type_text),
        nullable=type_text != text,
        required=required,
        default=_default(default) if has_default else None,
    )


def read_type(written: object) -> Type:
    if not isinstance(written, str):
        return read_record(written)
    for start, made in ((_LIST, ListOf), (_MAP, MapOf), (_PAGE, PageOf)):
        if written.startswith(start):
            return made(read_type(written.removeprefix(start)))
    if written.startswith(_CHOICE):
        return Choice(tuple(written.removeprefix(_CHOICE).split(", ")))
    if written.startswith(_EITHER):
        return Either(tuple(read_type(name) for name in written.removeprefix(_EITHER).split(", ")))
    if written in _KINDS:
        return Scalar(_KINDS[written])
    if bounded := _BOUNDED.fullmatch(written):
        return Scalar(_KINDS[bounded["kind"]], _bound(bounded["least"]), _bound(bounded["most"]))
    if _NAME.fullmatch(written):
        return Named(written)
    raise NotationError(f"not a type: {written!r}")


def read_record(written: object) -> Record:
    mapping = _mapping(written)
    rules = {key: value for key, value in mapping.items() if key.startswith("(")}
    if unknown := rules.keys() - _RULES:
        raise NotationError(f"not a rule: {sorted(unknown)}")
    at_least = rules.get("(at least)", 0)
    if not isinstance(at_least, int):
        raise NotationError(f"not a number of keys: {at_least!r}")
    other_keys = str(rules.get("(other keys)", "unstated"))
    if other_keys not in _OTHER_KEYS:
        raise NotationError(f"not a rule for other keys: {other_keys!r}")
    return Record(
        {
            key.removesuffix("!"): read_field(value, required=key.endswith("!"))
            for key, value in mapping.items()
            if key not in rules
        },
        includes=_names(rules.get("(includes)", [])),
        other_keys=_OTHER_KEYS[other_keys],
        exactly_one_of=_names(rules.get("(exactly one of)", [])),
        never=_names(rules.get("(never)", [])),
        at_least=at_least,
    )


def _mapping(written: object) -> Mapping[str, object]:
    if not isinstance(written, Mapping):
        raise NotationError(f"not a record: {written!r}")
    return written


def _names(written: object) -> tuple[str, ...]:
    if not isinstance(written, list):
        raise NotationError(f"not a list of names: {written!r}")
    return tuple(str(name) for name in written)


def _bound(written: str) -> float | None:
    """A whole number where it is written as one."""
    if not written:
        return None
    return float(written) if "." in written else int(written)


def _default(written: str) -> Default:
    value: Default = yaml.safe_load(written)
    return value
