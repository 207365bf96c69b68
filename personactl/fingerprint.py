"""The fingerprint of a field's value: what the lock file remembers in its place.

128 bits of SHA-256 over the value as JSON in ASCII, as hexadecimal digits. `sync.values.field_paths` says which form of
a value is hashed.
"""

import json
from hashlib import sha256
from typing import Final

from personactl.json_value import JsonValue

_DIGITS: Final = 32


def json_fingerprint(text: str) -> str:
    """Return the fingerprint of a value whose JSON is `text`."""
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def value_fingerprint(value: JsonValue) -> str:
    """Return the fingerprint of `value` without changes, such as an id or a prompt."""
    return json_fingerprint(json.dumps(value))
