"""What the lock file remembers of personas, for whoever only wants to know what has changed since the last push.

It is read leniently and without the model that pushes need: a lock that is not as it should be tells nothing here, and
is refused where something depends on it.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from personactl.json_value import JsonValue

_DIGITS: Final = 32


class Pushed(NamedTuple):
    """A persona's last push by one profile: `fields` has fingerprints, `resolved` what names stood for."""

    profile: str
    key: str
    fields: Mapping[str, JsonValue]
    resolved: Mapping[str, JsonValue]


def pushed_personas(text: bytes) -> Iterator[Pushed]:
    """In the lock that `text` is, of either format."""
    try:
        profiles = _inner(json.loads(text), "profiles")
    except (ValueError, RecursionError):
        return
    for profile, origins in profiles.items():
        for block in origins.values() if isinstance(origins, dict) else ():
            personas = {**_inner(block, "personas"), **_inner(_inner(block, "resources"), "persona")}
            for key, entry in personas.items():
                yield Pushed(profile, key, _inner(entry, "fields"), _inner(entry, "resolved"))


def json_fingerprint(text: str) -> str:
    """What the lock holds for a field whose value is `text` as JSON: 128 bits of SHA-256, as hexadecimal digits."""
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def text_fingerprint(text: str) -> str:
    """What the lock holds for a field whose value is this very text, as for an id."""
    return json_fingerprint(json.dumps(text))


def lock_path(root: Path) -> Path:
    """The lock of the project at `root`, for every target but the embedded engine."""
    return root / "personactl.lock"


def _inner(value: object, key: str) -> Mapping[str, JsonValue]:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, dict) else {}
