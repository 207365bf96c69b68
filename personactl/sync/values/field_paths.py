"""A resource as a flat mapping from field path to value, so that sides can be compared leaf by leaf.

An option object has one leaf for each of its options (`voiceDetectionOptions.endOfSpeechSensitivity`), so that two
people who change two options of the same object are not in conflict. So have the headers of a webhook
(`config.headers.Authorization`). Every other field is one leaf, including lists.
Each leaf has a canonical form, which is equal for values that the platform treats alike, and a fingerprint of that
form. The lock file remembers only the fingerprint.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from personactl.fingerprint import json_fingerprint
from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.sync.values.shapes import Shape

_EMPTY_IS_NULL = frozenset({"description", "initialMessage"})
_UNORDERED = frozenset({"toolIds", "config.documentFolderIds"})
_ORIGINS = "widgetConfig.allowedOrigins"
_LONGEST_CACHED = 100
"""Characters of JSON; fingerprints of longer values are not cached."""

HEADERS: Final = "config.headers"
"""The headers of a webhook, each of which is a leaf."""
_REFERENCE: Final = "secret:"
"""How the fingerprint of a reference to a secret begins."""

WITHHELD: Final[JsonMapping] = {"secret": "not saved"}
"""What the history has in place of a secret of which it does not know the reference."""

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def leaves(fields: JsonMapping, shape: Shape) -> dict[str, JsonValue]:
    """The fields of a create or an update as path → value, in the order of `fields`. An empty option object has no
    leaf."""
    return dict(_leaves(fields, shape))


def nested(flat: Mapping[str, JsonValue]) -> JsonObject:
    """The body that a write sends; the inverse of `leaves`."""
    body: JsonObject = {}
    for path, value in flat.items():
        inner = body
        *parents, leaf = path_keys(path)
        for parent in parents:
            below = inner.setdefault(parent, {})
            assert isinstance(below, dict), f"{path} is below an option object"
            inner = below
        inner[leaf] = value
    return body


def path_keys(path: str) -> tuple[str, ...]:
    """The keys of the mappings that lead to a leaf. The name of a header may contain dots."""
    if is_header(path):
        return ("config", "headers", path.removeprefix(f"{HEADERS}."))
    return tuple(path.split(".", 1))


def is_header(path: str) -> bool:
    """Whether `path` is one header of a webhook."""
    return path.startswith(f"{HEADERS}.")


def is_secret_header(path: str, value: object) -> bool:
    """Whether `value` is a reference to the secret that the header at `path` gets when it is sent."""
    return is_header(path) and isinstance(value, dict)


def withheld_headers(fields: JsonMapping) -> frozenset[str]:
    """The paths of the headers in `fields` that are `WITHHELD`."""
    config = fields.get("config")
    headers = config.get("headers") if isinstance(config, dict) else None
    found = headers.items() if isinstance(headers, dict) else ()
    return frozenset(f"{HEADERS}.{name}" for name, value in found if value == WITHHELD)


def is_secret_fingerprint(print: str | None) -> bool:
    """Whether the lock remembers a reference to a secret and not a value."""
    return print is not None and print.startswith(_REFERENCE)


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


def headers_fingerprint(values: Mapping[str, JsonValue]) -> str:
    """The fingerprint of all headers in one leaf, which is how older locks remember them."""
    found = {path_keys(path)[-1]: value for path, value in values.items() if is_header(path)}
    return json_fingerprint(_ENCODER.encode(found))


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
    if is_secret_header(path, value):
        return f"{_REFERENCE}{json_fingerprint(text)}"
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
            for leaf, inner in value.items():
                path = f"{name}.{leaf}"
                if path == HEADERS and isinstance(inner, dict):
                    yield from ((f"{path}.{header}", each) for header, each in inner.items())
                else:
                    yield path, inner
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
