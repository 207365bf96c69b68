"""Identifies the sender of a request by the API key, or by a session token if the operation accepts one; else 401."""

import secrets
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TypeAlias

from starlette.requests import Request

from personactl.engine.http.refusals import Refusal
from personactl.engine.services import Services


class Access(Enum):
    """The credential that an operation requires."""

    OPEN = auto()
    KEY = auto()
    KEY_OR_TOKEN = auto()


@dataclass(frozen=True, slots=True)
class Anybody:
    """The caller of an open operation, whose credential is not read."""


@dataclass(frozen=True, slots=True)
class KeyCaller:
    """The caller sent the engine's API key."""

    api_key_id: str


@dataclass(frozen=True, slots=True)
class TokenCaller:
    """The caller sent something that looks like a session token. The handler must verify it."""

    token: str = field(repr=False)


Caller: TypeAlias = Anybody | KeyCaller | TokenCaller


def authenticate(request: Request, access: Access, services: Services) -> Caller:
    """The caller behind `request`. Raises `Refusal` (401).

    A credential with a dot is a session token, a key never has one (docs/platform.md#keys).
    """
    if access is Access.OPEN:
        return Anybody()
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    credential = credential.strip()
    if scheme.lower() != "bearer" or not credential:
        raise Refusal(401, "Missing or invalid API key")
    if secrets.compare_digest(credential.encode(), services.api_key.encode()):
        return KeyCaller(services.api_key_id)
    if access is Access.KEY_OR_TOKEN and "." in credential:
        return TokenCaller(credential)
    raise Refusal(401, "Invalid API key")
