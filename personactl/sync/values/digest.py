"""The digest of a value: the same for the same value on every machine."""

import json
from collections.abc import Mapping
from enum import Enum
from hashlib import sha256
from pathlib import PurePath

from msgspec import Struct


def digest(value: object) -> str:
    """Return the SHA-256 of `value`, which consists of Structs and of what JSON can hold, in hexadecimal digits."""
    text = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    """`value` as JSON that also names the types, so that two different plans never have the same JSON."""
    match value:
        case Enum():
            return value.name
        case PurePath():
            return None  # the place of a file differs between machines; its fingerprint does not
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case tuple() | list():
            return [_plain(inner) for inner in value]
        case Struct():
            names = value.__struct_fields__
            return {"is": type(value).__name__, **{name: _plain(getattr(value, name)) for name in names}}
        case _:
            return value
