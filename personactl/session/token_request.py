"""Which token a persona gets: one bound to the stored persona when that is what the file says, else one of the file.

A stateful token is worth having only while the stored persona is the file's: pushed, unchanged here, untouched there.
Every other case, or an explicit wish, sends the file's whole configuration.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec

from personactl.errors import UsageError
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.persona import Persona
from personactl.persona.resource import Address, filled, referred
from personactl.persona.schema.fields import FIELDS
from personactl.session.token_claims import ephemeral_body, stateful_body
from personactl.state.lock import LockEntry

TokenKind: TypeAlias = Literal["stateful", "ephemeral"]


class Ids(msgspec.Struct, frozen=True):
    """What the names in a persona stand for on the target: by field those of the catalogue and of the platform's tools,
    and by address those of the project's own tools, knowledge and LLMs, as far as they were pushed."""

    named: Mapping[str, str] = {}
    tools: tuple[str, ...] = ()
    own: Mapping[Address, str] = {}


class Pushed(msgspec.Struct, frozen=True):
    """What a push left behind, and what became of it.

    `changed` are the leaf paths in which the file now differs from the push, and what the persona needs that does.
    `updated_at` is the stored persona's own date, None when it is gone.
    """

    entry: LockEntry
    changed: tuple[str, ...]
    updated_at: str | None


class TokenRequest(msgspec.Struct, frozen=True):
    """`why` completes "a stateful token, because ...". `dropped` are fields of the file that the token can't carry."""

    kind: TokenKind
    why: str
    body: JsonObject
    persona_id: str | None
    dropped: tuple[str, ...]


def changed_since_push(prints: Mapping[str, str], entry: LockEntry) -> tuple[str, ...]:
    """The leaf paths whose fingerprints differ, in the order of the file, then of the push."""
    paths = dict.fromkeys((*prints, *entry.fields))
    return tuple(path for path in paths if prints.get(path) != entry.fields.get(path))


def choose_token(
    persona: Persona, ids: Ids, pushed: Pushed | None, *, ephemeral: bool, label: str | None
) -> TokenRequest:
    """Raises `UsageError` for a token that would need something of the project which was never pushed."""
    obstacle = "--ephemeral was given" if ephemeral else _obstacle(pushed)
    if pushed is not None and obstacle is None:
        return TokenRequest(
            kind="stateful",
            why="it is pushed and unchanged",
            body=stateful_body(pushed.entry.remote_id, persona.session_options, label),
            persona_id=pushed.entry.remote_id,
            dropped=tuple(name for name in persona.config if FIELDS[name].home == "session"),
        )
    return TokenRequest(
        kind="ephemeral",
        why=obstacle or "",
        body=ephemeral_body(_full_config(persona, ids), persona.session_options, label),
        persona_id=None,
        dropped=(),
    )


def _obstacle(pushed: Pushed | None) -> str | None:
    """Why the stored persona won't do; None when it will."""
    if pushed is None:
        return "it was never pushed to this target"
    if pushed.changed:
        return f"the file has changed since the last push ({', '.join(pushed.changed)})"
    if pushed.updated_at is None:
        return "the persona that was pushed no longer exists there"
    if pushed.updated_at != pushed.entry.updated_at:
        return "the stored persona has changed there since the last push"
    return None


def _full_config(persona: Persona, ids: Ids) -> JsonObject:
    config: JsonObject = {**persona.config, **ids.named}
    if ids.tools:
        known = config.get("toolIds")
        config["toolIds"] = [*(known if isinstance(known, list) else []), *ids.tools]
    whole = {name: filled(config[name], ids.own) for name in FIELDS if name in config}
    _refuse_unknown(persona, whole)
    return whole


def _refuse_unknown(persona: Persona, config: JsonValue) -> None:
    unknown = next(referred(config), None)
    if unknown is not None:
        raise UsageError(
            f"a token can only carry the {unknown} after it was pushed, and it never was to this target",
            where=str(persona.path),
            hint="push first: personactl push",
        )
