"""Who calls: the API key, or a session token where an operation takes one. Anything else is a 401."""

import secrets
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TypeAlias

from starlette.requests import Request

from personactl.engine.http.errors import Refusal
from personactl.engine.platform import Platform


class Access(Enum):
    """What an operation asks of its caller."""

    OPEN = auto()
    KEY = auto()
    KEY_OR_TOKEN = auto()


@dataclass(frozen=True, slots=True)
class Anybody:
    """An open operation looks at no credential."""


@dataclass(frozen=True, slots=True)
class KeyCaller:
    """Sent the engine's API key."""

    api_key_id: str


@dataclass(frozen=True, slots=True)
class TokenCaller:
    """Sent something that looks like a session token. It is NOT verified yet: whoever takes it must do that."""

    token: str = field(repr=False)


Caller: TypeAlias = Anybody | KeyCaller | TokenCaller


def authenticate(request: Request, access: Access, platform: Platform) -> Caller:
    """The caller behind `request`. Raises `Refusal` (401).

    As on the platform a credential with a dot in it is a session token; a key never has one (docs/platform.md#keys).
    """
    if access is Access.OPEN:
        return Anybody()
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    credential = credential.strip()
    if scheme.lower() != "bearer" or not credential:
        raise Refusal(401, "Missing or invalid API key")
    if secrets.compare_digest(credential.encode(), platform.api_key.encode()):
        return KeyCaller(platform.api_key_id)
    if access is Access.KEY_OR_TOKEN and "." in credential:
        return TokenCaller(credential)
    raise Refusal(401, "Invalid API key")
