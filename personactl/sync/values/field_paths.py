"""A resource as a flat mapping from field path to value, so that sides can be compared leaf by leaf.

Option objects are taken apart (`voiceDetectionOptions.endOfSpeechSensitivity`): two people who turn two knobs of the
same object do not disagree. Every other field is one leaf, lists included. Each leaf has a canonical form, in which
what the platform treats alike is alike, and a fingerprint of that form, which is all the lock file remembers.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache

from personactl.fingerprint import json_fingerprint
from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.sync.values.shapes import Shape

_EMPTY_IS_NULL = frozenset({"description", "initialMessage"})
_UNORDERED = frozenset({"toolIds", "config.documentFolderIds"})
_ORIGINS = "widgetConfig.allowedOrigins"
_OFTEN_SEEN = 100
"""Characters of JSON: shorter values are worth remembering."""

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def leaves(fields: JsonMapping, shape: Shape) -> dict[str, JsonValue]:
    """Write fields as path → value, in the order of `fields`. An empty option object has no leaf."""
    return dict(_leaves(fields, shape))


def nested(flat: Mapping[str, JsonValue]) -> JsonObject:
    """The opposite of `leaves`: the body that a write sends."""
    body: JsonObject = {}
    for path, value in flat.items():
        parent, _, leaf = path.partition(".")
        if not leaf:
            body[parent] = value
            continue
        options = body.setdefault(parent, {})
        assert isinstance(options, dict), f"{parent} is an option object"
        options[leaf] = value
    return body


def top(path: str) -> str:
    """The field that a leaf belongs to."""
    return path.partition(".")[0]


def canonical(path: str, value: JsonValue) -> JsonValue:
    """`value` in the one form that stands for all that the platform treats alike.

    A description or first message is the same empty and null (the list shape says "" where the full one says null,
    and an empty first message is "generate one"); the order of tools and of folders to search means nothing; 1 and 1.0
    are one number; an origin without a scheme is an https one (docs/platform.md#widget).
    """
    if value == "" and path in _EMPTY_IS_NULL:
        return None
    if path in _UNORDERED and isinstance(value, list):
        return sorted(value, key=str)
    if path == _ORIGINS and isinstance(value, list):
        return [_origin(item) for item in value]
    return _plain_number(value)


def alike(path: str, one: JsonValue, other: JsonValue) -> bool:
    return fingerprint(path, one) == fingerprint(path, other)


def is_unset(path: str, value: JsonValue, shape: Shape) -> bool:
    """Whether the platform holds what it holds when nobody has set the field."""
    empty = canonical(path, value) in (None, "", [], {})
    return empty or (path in shape.cleared_by and value == shape.cleared_by[path])


def is_empty(value: JsonValue) -> bool:
    """Whether this is what a platform shows of a field that nobody has set, whichever it is."""
    return value is False or value in (None, "", [], {})


def fingerprint(path: str, value: JsonValue) -> str:
    """What the lock remembers of the canonical form."""
    text = _ENCODER.encode(canonical(path, value))
    return _known_fingerprint(text) if len(text) <= _OFTEN_SEEN else json_fingerprint(text)


@lru_cache(maxsize=8192)
def _known_fingerprint(text: str) -> str:
    """Thousands of personas share a few avatars, voices and options."""
    return json_fingerprint(text)


def fingerprints(flat: Mapping[str, JsonValue]) -> dict[str, str]:
    return {path: fingerprint(path, value) for path, value in flat.items()}


def _leaves(fields: JsonMapping, shape: Shape) -> Iterator[tuple[str, JsonValue]]:
    for name, value in fields.items():
        if name in shape.options and isinstance(value, dict):
            yield from ((f"{name}.{leaf}", inner) for leaf, inner in value.items())
        else:
            yield name, value


def _plain_number(value: JsonValue) -> JsonValue:
    match value:
        case str() | bool() | None:
            return value
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_plain_number(item) for item in value]
        case dict():
            return {key: _plain_number(item) for key, item in value.items()}
        case _:
            return value


def _origin(value: JsonValue) -> JsonValue:
    return f"https://{value}" if isinstance(value, str) and "://" not in value else value
