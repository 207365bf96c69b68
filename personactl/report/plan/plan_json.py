"""A plan for programs: one object, whose shape and key order do not depend on the plan.

Each side of a change is an object, because absent, null and unreadable are three things: `file` and `sent` have `set`,
`remote` has `returned`, and each has `value` only if that is true. Secrets in texts are masked. The id of a resource
that does not exist yet is an object with `kind` and `key`.
"""

from collections.abc import Mapping

from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import parse_reference
from personactl.report.answer_json import word_json
from personactl.report.plan.masking import masked_header, masked_value
from personactl.report.plan.secret_hosts_report import secrets_json
from personactl.report.text.quantities import platform_instant
from personactl.sync.plan.field_change import FieldChange
from personactl.sync.plan.item_state import state_of
from personactl.sync.plan.plan import (
    Action,
    Adopt,
    Conflict,
    Create,
    Delete,
    Drift,
    DriftRefused,
    Item,
    Missing,
    NameTaken,
    NotOurs,
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
    NotOurs: "not-ours",
    Missing: "missing",
    DriftRefused: "drift-refused",
}
ACTIONS = tuple(_NAMES.values())


def plan_json(plan: Plan) -> JsonObject:
    """Return `digest`, `inSync`, `counts` by action, `items` in the order of the plan, and the `names` of the avatars,
    voices and LLMs whose ids they mention.
    """
    names = [action_name(item.action) for item in plan.shown]
    counts: JsonObject = {name: names.count(name) for name in ACTIONS}
    items: list[JsonValue] = [_item_json(item) for item in plan.shown]
    entries: list[JsonValue] = [{"remoteId": one, "name": plan.entry_names[one]} for one in sorted(plan.entry_names)]
    return {"digest": plan.digest, "inSync": plan.in_sync, "counts": counts, "items": items, "names": entries}


def action_name(action: Action) -> str:
    """Return one of `ACTIONS`."""
    return _NAMES[type(action)]


def _item_json(item: Item) -> JsonObject:
    changes: list[JsonValue] = [change_json(change) for change in item.changes]
    return {
        "kind": item.address.kind,
        "key": item.key,
        "path": item.path,
        "name": item.name,
        "action": action_name(item.action),
        "state": word_json(state_of(item).value),
        "remoteId": _remote_id(item.action),
        "remoteName": item.remote_name or None,
        "remoteUpdatedAt": _remote_updated_at(item.action),
        "candidates": list(item.action.candidates) if isinstance(item.action, NameTaken) else [],
        "changes": changes,
        "unverifiable": list(item.trusted),
        "cannotReset": list(item.cannot_reset),
        "secrets": list(secrets_json(item)),
        "notes": list(item.notes),
    }


def _remote_id(action: Action) -> str | None:
    return None if isinstance(action, Create | NameTaken) else action.remote_id


def _remote_updated_at(action: Action) -> str | None:
    """Return the date of the version to overwrite; a push stops if the platform has another one by then."""
    return platform_instant(action.updated_at) if isinstance(action, Update | Adopt | Replace | Delete) else None


def change_json(change: FieldChange) -> JsonObject:
    """Return one field on which the sides differ."""
    change = masked_header(change)
    return {
        "field": change.path,
        "cause": change.why.value,
        "file": _value_json(change.file),
        "remote": _remote_json(change.remote),
        "sent": _value_json(change.sent),
    }


def _value_json(value: JsonValue | Absent) -> JsonObject:
    return {"set": False} if value is ABSENT else {"set": True, "value": _masked(value)}


def _remote_json(remote: Remote) -> JsonObject:
    return {"returned": True, "value": _masked(remote.value)} if isinstance(remote, Known) else {"returned": False}


def _masked(value: JsonValue) -> JsonValue:
    return masked_value(_with_references(value))


def _with_references(value: JsonValue) -> JsonValue:
    match value:
        case str():
            address = parse_reference(value)
            return value if address is None else {"kind": address.kind, "key": address.key}
        case list():
            return [_with_references(item) for item in value]
        case dict():
            return {key: _with_references(inner) for key, inner in value.items()}
        case _:
            return value
