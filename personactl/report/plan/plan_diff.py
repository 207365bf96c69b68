"""The differences between two plans in JSON form: a few words for each resource."""

from collections.abc import Iterator

from personactl.json_value import JsonMapping, JsonValue
from personactl.persona.project_resource import KINDS, Address
from personactl.report.plan.resource_names import resource_name


def plan_differences(old: JsonMapping, new: JsonMapping) -> list[str]:
    """Return the differences in the order of the new plan; items that only the old plan has come last."""
    before, after = _items(old), _items(new)
    found = [
        f"{resource_name(address)}: {what}"
        for address, item in after.items()
        for what in _item_differences(before.get(address), item)
    ]
    return [*found, *(f"{resource_name(address)}: no longer in the plan" for address in before if address not in after)]


def _items(plan: JsonMapping) -> dict[Address, JsonMapping]:
    items = plan.get("items")
    found: dict[Address, JsonMapping] = {}
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and (kind := next((kind for kind in KINDS if kind == item.get("kind")), None)):
            found[Address(kind, str(item.get("key")))] = item
    return found


def _item_differences(old: JsonMapping | None, new: JsonMapping) -> Iterator[str]:
    """Yield at most one text; none for equal items."""
    if old is None:
        yield f"{new.get('action')}, was not in the plan"
    elif old.get("action") != new.get("action"):
        yield f"{old.get('action')} became {new.get('action')}"
    elif fields := sorted(_fields(old) ^ _fields(new)):
        yield ", ".join(dict.fromkeys(field for field, _ in fields))
    elif old.get("remoteUpdatedAt") != new.get("remoteUpdatedAt"):
        yield "written on the platform in the meantime"
    elif old != new:
        yield "its notes changed"


def _fields(item: JsonMapping) -> set[tuple[str, str]]:
    """Return each change as its field and its full text."""
    changes = item.get("changes")
    return {(str(_name(change)), repr(change)) for change in (changes if isinstance(changes, list) else [])}


def _name(change: JsonValue) -> JsonValue:
    return change.get("field") if isinstance(change, dict) else None
