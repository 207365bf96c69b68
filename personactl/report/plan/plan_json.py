"""A plan for programs: one object of one shape and fixed key order, whatever the plan holds.

A side is an object, because absent, null and unreadable are three things: `file` has `set`, `remote` has `returned`,
`sent` has `set`; each has `value` only when that is true. Secrets in texts are masked. What has no id before the push
stands as an object in the place of its id, with `kind` and `key`.
"""

from collections.abc import Mapping

from personactl.json_value import JsonObject, JsonValue
from personactl.persona.resource import parse_reference
from personactl.report.plan.masking import masked_value
from personactl.sync.plan.plan import (
    Action,
    Adopt,
    Conflict,
    Create,
    Delete,
    Drift,
    FieldChange,
    Item,
    Missing,
    NameTaken,
    Plan,
    Replace,
    Unchanged,
    Update,
)
from personactl.sync.values.three_way import ABSENT, Absent, Known, Remote

_NAMES: Mapping[type[Action], str] = {
    Create: "create",
    Update: "update",
    Adopt: "adopt",
    Replace: "replace",
    Delete: "delete",
    Unchanged: "unchanged",
    Drift: "drift",
    Conflict: "conflict",
    NameTaken: "name-taken",
    Missing: "missing",
}
ACTIONS = tuple(_NAMES.values())


def plan_json(plan: Plan) -> JsonObject:
    """Keys: `digest`, `inSync`, `counts` by action, `items` by key."""
    names = [action_name(item.action) for item in plan.items]
    counts: JsonObject = {name: names.count(name) for name in ACTIONS}
    items: list[JsonValue] = [_item(item) for item in plan.items]
    return {"digest": plan.digest, "inSync": plan.in_sync, "counts": counts, "items": items}


def action_name(action: Action) -> str:
    """One of `ACTIONS`."""
    return _NAMES[type(action)]


def _item(item: Item) -> JsonObject:
    changes: list[JsonValue] = [change_json(change) for change in item.changes]
    return {
        "kind": item.address.kind,
        "key": item.key,
        "path": item.path,
        "name": item.name,
        "action": action_name(item.action),
        "remoteId": _remote_id(item.action),
        "remoteUpdatedAt": _seen(item.action),
        "candidates": list(item.action.candidates) if isinstance(item.action, NameTaken) else [],
        "changes": changes,
        "unverifiable": list(item.trusted),
        "notes": list(item.notes),
    }


def _remote_id(action: Action) -> str | None:
    return None if isinstance(action, Create | NameTaken) else action.remote_id


def _seen(action: Action) -> str | None:
    """The date of what is written over; a push stops where it is another one by then."""
    return action.updated_at if isinstance(action, Update | Adopt | Replace | Delete) else None


def change_json(change: FieldChange) -> JsonObject:
    """One leaf on which the sides differ."""
    return {
        "field": change.path,
        "why": change.why.value,
        "file": _set(change.file),
        "remote": _returned(change.remote),
        "sent": _set(change.sent),
    }


def _set(value: JsonValue | Absent) -> JsonObject:
    return {"set": False} if value is ABSENT else {"set": True, "value": _told(value)}


def _returned(remote: Remote) -> JsonObject:
    return {"returned": True, "value": _told(remote.value)} if isinstance(remote, Known) else {"returned": False}


def _told(value: JsonValue) -> JsonValue:
    return masked_value(_with_addresses(value))


def _with_addresses(value: JsonValue) -> JsonValue:
    match value:
        case str():
            address = parse_reference(value)
            return value if address is None else {"kind": address.kind, "key": address.key}
        case list():
            return [_with_addresses(item) for item in value]
        case dict():
            return {key: _with_addresses(inner) for key, inner in value.items()}
        case _:
            return value
