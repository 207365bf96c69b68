"""Choose the kind of session token for a persona, and make the body that requests it.

A stateful token is used only while the stored persona equals the file: it was pushed, and neither has changed since.
In every other case, and on request, an ephemeral token carries the whole configuration of the file.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec

from personactl.command_hint import command_hint
from personactl.errors import UsageError
from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.persona.project_resource import Address, references_in, with_ids
from personactl.persona.read.persona_file import Persona
from personactl.persona.schema.fields import FIELDS
from personactl.state.lock import LockEntry

TokenKind: TypeAlias = Literal["stateful", "ephemeral"]


class ResolvedIds(msgspec.Struct, frozen=True):
    """The ids on the target of everything that a persona names.

    by_field:       ids of the catalogue by field
    platform_tools: ids of the platform's own tools
    by_address:     ids of the project's tools, knowledge and LLMs that were pushed
    """

    by_field: Mapping[str, str] = {}
    platform_tools: tuple[str, ...] = ()
    by_address: Mapping[Address, str] = {}


class PushedState(msgspec.Struct, frozen=True):
    """The last push of a persona, and what changed since.

    entry:      the entry of the lock file
    changed:    paths of fields in which the file differs from the push, and resources it needs that differ
    updated_at: when the stored persona was last changed, or None if it no longer exists
    """

    entry: LockEntry
    changed: tuple[str, ...]
    updated_at: str | None


class TokenRequest(msgspec.Struct, frozen=True):
    """A request for a session token.

    kind:       the kind of the token
    why:        the reason for the kind; it completes "a stateful token, because ..."
    body:       the body of the request
    persona_id: the id of the stored persona, or None for an ephemeral token
    dropped:    fields of the file that the token cannot carry
    """

    kind: TokenKind
    why: str
    body: JsonObject
    persona_id: str | None
    dropped: tuple[str, ...]


def changed_since_push(fingerprints: Mapping[str, str], entry: LockEntry) -> tuple[str, ...]:
    """Return the paths whose fingerprints differ from the push, in the order of the file and then of the push."""
    paths = dict.fromkeys((*fingerprints, *entry.fields))
    return tuple(path for path in paths if fingerprints.get(path) != entry.fields.get(path))


def choose_token(
    persona: Persona,
    ids: ResolvedIds,
    pushed: PushedState | None,
    *,
    target: str,
    ephemeral: bool,
    label: str | None,
) -> TokenRequest:
    """Return the request for a token of the kind that suits the persona.

    ids:       the ids of what the persona names
    pushed:    the last push of the persona, or None
    target:    the name of the target
    ephemeral: whether the user asked for an ephemeral token
    label:     the client label of the session, or None

    Raise `UsageError` if an ephemeral token needs a resource of the project that was never pushed.
    """
    reason = "--ephemeral was given" if ephemeral else _reason_for_ephemeral(pushed)
    if pushed is not None and reason is None:
        return TokenRequest(
            kind="stateful",
            why="it is pushed and unchanged",
            body=stateful_body(pushed.entry.remote_id, persona.session_options, label),
            persona_id=pushed.entry.remote_id,
            dropped=tuple(name for name in persona.config if FIELDS[name].scope == "session"),
        )
    return TokenRequest(
        kind="ephemeral",
        why=reason or "",
        body=ephemeral_body(_full_config(persona, ids, target), persona.session_options, label),
        persona_id=None,
        dropped=(),
    )


def stateful_body(persona_id: str, session_options: JsonMapping, label: str | None) -> JsonObject:
    """Return the body for a session with a stored persona. The platform ignores any key beside the id.

    Source: docs/platform.md#session-tokens.
    """
    return _body({"personaId": persona_id}, session_options, label)


def ephemeral_body(config: JsonMapping, session_options: JsonMapping, label: str | None) -> JsonObject:
    """Return the body for a session with a whole configuration, which the platform does not store."""
    return _body(dict(config), session_options, label)


def _body(config: JsonObject, session_options: JsonMapping, label: str | None) -> JsonObject:
    body: JsonObject = {"personaConfig": config}
    if session_options:
        body["sessionOptions"] = dict(session_options)
    if label is not None:
        body["clientLabel"] = label
    return body


def _reason_for_ephemeral(pushed: PushedState | None) -> str | None:
    """Return why the stored persona cannot be used, or None if it can."""
    if pushed is None:
        return "it was never pushed to this target"
    if pushed.changed:
        return f"the file has changed since the last push ({', '.join(pushed.changed)})"
    if pushed.updated_at is None:
        return "the persona that was pushed no longer exists on the platform"
    if pushed.updated_at != pushed.entry.updated_at:
        return "the persona on the platform has changed since the last push"
    return None


def _full_config(persona: Persona, ids: ResolvedIds, target: str) -> JsonObject:
    config: JsonObject = {**persona.config, **ids.by_field}
    if ids.platform_tools:
        known = config.get("toolIds")
        config["toolIds"] = [*(known if isinstance(known, list) else []), *ids.platform_tools]
    whole = {name: with_ids(config[name], ids.by_address) for name in FIELDS if name in config}
    _refuse_references(persona, whole, target)
    return whole


def _refuse_references(persona: Persona, config: JsonValue, target: str) -> None:
    unknown = next(references_in(config), None)
    if unknown is not None:
        raise UsageError(
            f"the token needs the {unknown}, which was never pushed to this target",
            where=str(persona.path),
            hint=f"run '{command_hint('push', profile=target)}' first",
        )
