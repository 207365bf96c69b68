"""The differences between two plans in JSON form: a few words for each resource."""

from collections.abc import Iterator

from personactl.json_value import JsonMapping, JsonValue
from personactl.persona.project_resource import KINDS, Address
from personactl.report.plan.resource_names import resource_name


def plan_differences(old: JsonMapping, new: JsonMapping) -> list[str]:
    """Return the differences in the order of the new plan; items that only the old plan has come last."""
    before, after = _items(old), _items(new)
    found = [
        f"{_named(one)}: {what}" for one, item in after.items() for what in _item_differences(before.get(one), item)
    ]
    found += [f"{_named(one)}: no longer in the plan" for one in before if one not in after]
    return found or [f"{name} of the file" for name in _other_names(old, new)]


def _other_names(old: JsonMapping, new: JsonMapping) -> list[str]:
    """The names whose values differ, also as 1 and true do."""
    return sorted(name for name in {*old, *new} if repr(old.get(name)) != repr(new.get(name)))


def _named(one: tuple[Address, str]) -> str:
    address, older = one
    return f"{resource_name(address)} {older}".strip()


def _items(plan: JsonMapping) -> dict[tuple[Address, str], JsonMapping]:
    """The items by their addresses. An address may have several deletions, so the id of an older version comes second.
    A second item with the same place, which no plan has, counts as one that is no longer there."""
    items = plan.get("items")
    found: dict[tuple[Address, str], JsonMapping] = {}
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and (kind := next((kind for kind in KINDS if kind == item.get("kind")), None)):
            address = Address(kind, str(item.get("key")))
            place = (address, "") if (address, "") not in found else (address, str(item.get("remoteId")))
            found[place] = item
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
    elif names := _other_names(old, new):
        yield ", ".join(names)


def _fields(item: JsonMapping) -> set[tuple[str, str]]:
    """Return each change as its field and its full text."""
    changes = item.get("changes")
    return {(str(_name(change)), repr(change)) for change in (changes if isinstance(changes, list) else [])}


def _name(change: JsonValue) -> JsonValue:
    return change.get("field") if isinstance(change, dict) else None
