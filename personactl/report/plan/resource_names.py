"""The names of resources in reports, also in place of the ids in a plan.

A persona is named by its key, any other resource by its kind and key. A plan already has references in place of ids
that do not exist yet. Here the known ids become references too, so that both are displayed alike.
"""

import re
from collections.abc import Collection, Mapping
from itertools import islice
from typing import Final

from msgspec.structs import replace

from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address, with_references
from personactl.report.text.printable import one_line
from personactl.sync.plan.id_names import called_tools
from personactl.sync.plan.plan import Create, FieldChange, NameTaken, Plan, Replace
from personactl.sync.values.three_way import ABSENT, Absent, Known, Remote

_MAX_NAMES: Final = 8
_ID: Final = re.compile(r"[^\s,;:]+")


def resource_name(address: Address) -> str:
    return one_line(address.key if address.kind == "persona" else str(address))


def name_list(addresses: Collection[Address], most: int = _MAX_NAMES) -> str:
    """Return the first `most` names, and how many more there are."""
    return shortened_list([resource_name(address) for address in addresses], most)


def shortened_list(names: Collection[str], most: int = _MAX_NAMES) -> str:
    """Return the first `most` of `names`, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(islice(names, most))}{more}"


def names_in(plan: Plan) -> dict[str, Address]:
    """Return the resources of a plan by id, without those to be replaced, whose ids will change."""
    names = dict(plan.names)
    for item in plan.items:
        names |= called_tools(item.action)
        if not isinstance(item.action, Create | NameTaken | Replace):
            names[item.action.remote_id] = item.address
    return names


def with_names(change: FieldChange, names: Mapping[str, Address]) -> FieldChange:
    """Return the change with references in place of the ids that are in `names`."""
    if not names:  # a first push, which has the largest plans
        return change
    return replace(
        change,
        file=_value_with_references(change.file, names),
        remote=_remote_with_references(change.remote, names),
        sent=_value_with_references(change.sent, names),
    )


def note_with_names(note: str, names: Mapping[str, Address]) -> str:
    """Return a sentence with names in place of the ids that are in `names`."""
    return _ID.sub(lambda found: resource_name(names[found[0]]) if found[0] in names else found[0], note)


def _value_with_references(value: JsonValue | Absent, names: Mapping[str, Address]) -> JsonValue | Absent:
    return value if value is ABSENT else with_references(value, names)


def _remote_with_references(remote: Remote, names: Mapping[str, Address]) -> Remote:
    return Known(with_references(remote.value, names)) if isinstance(remote, Known) else remote
