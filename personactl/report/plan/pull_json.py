"""A pull for programs: one object of one shape and fixed key order, whatever was pulled.

`taken` are changes as a diff has them: `file` is what stood there, `remote` what stands there now. Secrets are masked.
"""

from personactl.errors import PersonactlError
from personactl.json_value import JsonObject, JsonValue
from personactl.report.plan.plan_json import change_json
from personactl.report.plan.pull_text import as_change
from personactl.sync.pull.pull_result import Pull, PulledItem, PullStatus


def pull_json(pull: Pull, *, written: bool) -> JsonObject:
    """Keys: `written` (False for a dry run), `counts` by status, `items` in the order of kinds and keys."""
    fates = [item.status for item in pull.items]
    counts: JsonObject = {status.value: fates.count(status) for status in PullStatus}
    items: list[JsonValue] = [_item(item) for item in pull.items]
    return {"written": written, "counts": counts, "items": items}


def _item(item: PulledItem) -> JsonObject:
    return {
        "kind": item.address.kind,
        "key": item.address.key,
        "path": item.path,
        "name": item.name,
        "fate": item.status.value,
        "taken": [change_json(as_change(taken)) for taken in item.taken],
        "conflicts": [change_json(change) for change in item.conflicts],
        "kept": list(item.kept),
        "unseen": list(item.unseen),
        "notes": list(item.notes),
        "error": None if item.error is None else _error(item.error),
    }


def _error(error: PersonactlError) -> JsonObject:
    return {"code": error.code, "message": error.message, "where": error.where, "hint": error.hint}
