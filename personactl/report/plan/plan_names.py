"""Ids in a plan, by the names that people know them by: what its items say of them, and what `Plan.names` does.

A reference already names what has no id yet. Here the ids of all that the plan is about become references too, so that
both are shown alike.
"""

import re
from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from personactl.json_value import JsonValue
from personactl.persona.resource import Address, with_references
from personactl.report.plan.resource_names import called
from personactl.sync.plan.id_names import called_tools
from personactl.sync.plan.plan import Create, FieldChange, NameTaken, Plan, Replace
from personactl.sync.values.three_way import ABSENT, Absent, Known, Remote

_ID: Final = re.compile(r"[^\s,;:]+")


def names_in(plan: Plan) -> dict[str, Address]:
    """By id. What is replaced gets another id, so its present one stays an id."""
    names = dict(plan.names)
    for item in plan.items:
        names |= called_tools(item.action)
        if not isinstance(item.action, Create | NameTaken | Replace):
            names[item.action.remote_id] = item.address
    return names


def with_names(change: FieldChange, names: Mapping[str, Address]) -> FieldChange:
    """The same with a reference in the place of each id that is in `names`."""
    if not names:  # as in a first push, the largest plan of all
        return change
    return replace(
        change,
        file=_named(change.file, names),
        remote=_remote(change.remote, names),
        sent=_named(change.sent, names),
    )


def told(note: str, names: Mapping[str, Address]) -> str:
    """A sentence with the names in the place of the ids that it mentions."""
    return _ID.sub(lambda found: called(names[found[0]]) if found[0] in names else found[0], note)


def _named(value: JsonValue | Absent, names: Mapping[str, Address]) -> JsonValue | Absent:
    return value if value is ABSENT else with_references(value, names)


def _remote(remote: Remote, names: Mapping[str, Address]) -> Remote:
    return Known(with_references(remote.value, names)) if isinstance(remote, Known) else remote
