"""A resource as a flat mapping from field path to value, so that sides can be compared leaf by leaf.

An option object has one leaf for each of its options (`voiceDetectionOptions.endOfSpeechSensitivity`), so that two
people who change two options of the same object are not in conflict. Every other field is one leaf, including lists.
Each leaf has a canonical form, which is equal for values that the platform treats alike, and a fingerprint of that
form. The lock file remembers only the fingerprint.
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
_LONGEST_CACHED = 100
"""Characters of JSON; fingerprints of longer values are not cached."""

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def leaves(fields: JsonMapping, shape: Shape) -> dict[str, JsonValue]:
    """The fields of a create or an update as path → value, in the order of `fields`. An empty option object has no
    leaf."""
    return dict(_leaves(fields, shape))


def nested(flat: Mapping[str, JsonValue]) -> JsonObject:
    """The body that a write sends; the inverse of `leaves`."""
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


def field_of(path: str) -> str:
    """The top-level field that a leaf belongs to."""
    return path.partition(".")[0]


def canonical(path: str, value: JsonValue) -> JsonValue:
    """`value` in the form that is equal for all values that the platform treats alike.

    - An empty description or first message equals null: lists return "" where reads return null, and an empty first
      message means that the platform generates one.
    - The order of tools, and of the folders that a tool searches, does not matter.
    - 1 and 1.0 are the same number.
    - An allowed origin without a scheme is an https origin (docs/platform.md#widget).
    """
    if value == "" and path in _EMPTY_IS_NULL:
        return None
    if path in _UNORDERED and isinstance(value, list):
        return sorted(value, key=str)
    if path == _ORIGINS and isinstance(value, list):
        return [_origin(item) for item in value]
    return _plain_number(value)


def same_value(path: str, one: JsonValue, other: JsonValue) -> bool:
    """Whether the platform treats both values of the leaf alike."""
    return fingerprint(path, one) == fingerprint(path, other)


def is_unset(path: str, value: JsonValue, shape: Shape) -> bool:
    """Whether `value` is what the platform holds in this field if nobody has set it."""
    empty = canonical(path, value) in (None, "", [], {})
    return empty or (path in shape.cleared_by and value == shape.cleared_by[path])


def is_empty(value: JsonValue) -> bool:
    """Whether a platform returns `value` for a field that nobody has set, in any kind of resource."""
    return value is False or value in (None, "", [], {})


def fingerprint(path: str, value: JsonValue) -> str:
    """The fingerprint of the canonical form, which is what the lock remembers."""
    text = _ENCODER.encode(canonical(path, value))
    return _known_fingerprint(text) if len(text) <= _LONGEST_CACHED else json_fingerprint(text)


@lru_cache(maxsize=8192)
def _known_fingerprint(text: str) -> str:
    """Cached, because thousands of personas share a few avatars, voices and options."""
    return json_fingerprint(text)


def fingerprints(flat: Mapping[str, JsonValue]) -> dict[str, str]:
    """Leaf path -> fingerprint."""
    return {path: fingerprint(path, value) for path, value in flat.items()}


def texts_in(value: JsonValue) -> Iterator[str]:
    """All texts in `value`, at any depth."""
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from texts_in(item)
        case dict():
            for item in value.values():
                yield from texts_in(item)
        case _:
            pass


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
