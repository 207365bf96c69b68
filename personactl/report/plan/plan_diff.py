"""What is different between two plans in their JSON form: which resources moved, in a few words each."""

from collections.abc import Iterator

from personactl.json_value import JsonMapping, JsonValue
from personactl.persona.resource import KINDS, Address
from personactl.report.plan.resource_names import called


def moves(was: JsonMapping, now: JsonMapping) -> list[str]:
    """Sorted as the plans are, what is only in the older one last."""
    before, after = _items(was), _items(now)
    found = [
        f"{called(address)}: {what}" for address, item in after.items() for what in _moved(before.get(address), item)
    ]
    return [*found, *(f"{called(address)}: not in the plan any more" for address in before if address not in after)]


def _items(plan: JsonMapping) -> dict[Address, JsonMapping]:
    items = plan.get("items")
    found: dict[Address, JsonMapping] = {}
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and (kind := next((kind for kind in KINDS if kind == item.get("kind")), None)):
            found[Address(kind, str(item.get("key")))] = item
    return found


def _moved(was: JsonMapping | None, now: JsonMapping) -> Iterator[str]:
    """Nothing for two that are the same."""
    if was is None:
        yield f"{now.get('action')}, and was not in the plan"
    elif was.get("action") != now.get("action"):
        yield f"{was.get('action')} became {now.get('action')}"
    elif fields := sorted(_fields(was) ^ _fields(now)):
        yield ", ".join(dict.fromkeys(field for field, _ in fields))
    elif was != now:
        yield (
            "written on the platform meanwhile"
            if was.get("remoteUpdatedAt") != now.get("remoteUpdatedAt")
            else "other notes"
        )


def _fields(item: JsonMapping) -> set[tuple[str, str]]:
    """Each change as a name and all that there is to it."""
    changes = item.get("changes")
    return {(str(_name(change)), repr(change)) for change in (changes if isinstance(changes, list) else [])}


def _name(change: JsonValue) -> JsonValue:
    return change.get("field") if isinstance(change, dict) else None
