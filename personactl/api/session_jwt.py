"""The form of a session token: a compact JWT, whose characters mean nothing to a shell, a header or a terminal.

    header . claims . signature       base64url without padding; the first two are JSON objects

Only the platform can check the signature. No JWT library reads it here, because a library requires a well-formed
signature and refuses the example in the platform's contract, which official clients accept.
"""

import base64
import json
import re
from typing import Final, NamedTuple

from personactl.json_value import JsonObject, JsonValue

MAX_CHARACTERS: Final = 65_536
"""A token is a header of a request, so it is shorter by far."""
_PART: Final = re.compile(r"[A-Za-z0-9_-]+")


class SessionJwt(NamedTuple):
    """What a token says about itself. Nothing of it is proven."""

    header: JsonObject
    claims: JsonObject


def read_session_jwt(text: str) -> SessionJwt:
    """Return what a token says.

    Raises `ValueError` for any other text, with a reason that never quotes it, because it may be a key.
    """
    length = f"it has {len(text)} characters"
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"{length}; a token has at most {MAX_CHARACTERS}")
    parts = text.split(".")
    if len(parts) != 3:
        raise ValueError(f"{length} and {len(parts) - 1} dots; a token is three parts with a dot between each")
    if not all(map(_PART.fullmatch, parts)):
        raise ValueError(f"{length}, and not all of them are those of base64url")
    try:
        header, claims = (_json_object(part) for part in parts[:2])
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{length} and three parts, but the first two are not JSON in base64url") from error
    return SessionJwt(header, claims)


def _json_object(part: str) -> JsonObject:
    """Raise `ValueError` for text that is not a JSON object in base64. Errors of base64, UTF-8 and JSON are such."""
    value: JsonValue = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value
