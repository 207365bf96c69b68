"""The names of resources in reports, also in place of the ids in a plan.

A persona is named by its key, any other resource by its kind and key. A plan already has references in place of ids
that do not exist yet. Here the known ids become references too, so that both are displayed alike.
"""

import re
from collections.abc import Collection, Mapping
from itertools import islice
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address, with_references
from personactl.report.plan.masking import masked_header
from personactl.report.text.columns import shortened
from personactl.report.text.printable import one_line
from personactl.sync.plan.field_change import FieldChange
from personactl.sync.plan.names.id_names import called_tools
from personactl.sync.plan.plan import Create, Delete, Item, NameTaken, Plan, Replace
from personactl.sync.values.three_way import ABSENT, Absent, Known

_MAX_NAMES: Final = 8
_ENTRY_FIELDS: Final = frozenset({"avatarId", "voiceId", "llmId"})
_MAX_ENTRY_NAME: Final = 21
"""Cells, so that a name fits on a line beside its id."""
_ID: Final = re.compile(r"[^\s,;:]+")


def resource_name(address: Address) -> str:
    return one_line(address.key if address.kind == "persona" else str(address))


def other_name(item: Item) -> bool:
    """Return whether a resource that is written or claimed has another name on the platform than the plan shows.

    A deleted one is shown by its key, so its name says what the key does not.
    """
    if isinstance(item.action, Delete):
        return item.remote_name not in ("", item.key)
    return (item.writes or item.refuses) and item.remote_name not in ("", item.name)


def name_list(addresses: Collection[Address], most: int = _MAX_NAMES) -> str:
    """Return the first `most` names, and how many more there are."""
    return shortened_list([resource_name(address) for address in addresses], most)


def shortened_list(names: Collection[str], most: int = _MAX_NAMES) -> str:
    """Return the first `most` of `names`, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(islice(names, most))}{more}"


class PlanNames(Struct, frozen=True):
    """The names of ids.

    resources: the resources, by id; their name takes the place of the id.
    entries: the names of avatars, voices and LLMs, by id; they stand beside the id.
    """

    resources: Mapping[str, Address] = {}
    entries: Mapping[str, str] = {}


def names_in(plan: Plan) -> PlanNames:
    """Return the names in a plan, without resources to be replaced, whose ids will change."""
    names = dict(plan.names)
    for item in plan.items:
        names |= called_tools(item.action)
        if not isinstance(item.action, Create | NameTaken | Replace):
            names[item.action.remote_id] = item.address
    return PlanNames(names, plan.entry_names)


def with_names(change: FieldChange, names: PlanNames) -> FieldChange:
    """Return the change with references in place of the ids of resources, and with the names of entries beside ids."""
    change = masked_header(change)
    if not names.resources and change.path not in _ENTRY_FIELDS:  # a first push, which has the largest plans
        return change
    entries = names.entries if change.path in _ENTRY_FIELDS else {}
    remote = change.remote
    return replace(
        change,
        file=_named(change.file, names.resources, entries),
        remote=Known(_named_value(remote.value, names.resources, entries)) if isinstance(remote, Known) else remote,
        sent=_named(change.sent, names.resources, entries),
    )


def note_with_names(note: str, names: PlanNames) -> str:
    """Return a sentence with names in place of the ids of resources."""
    known = names.resources
    return _ID.sub(lambda found: resource_name(known[found[0]]) if found[0] in known else found[0], note)


def _named(
    value: JsonValue | Absent, resources: Mapping[str, Address], entries: Mapping[str, str]
) -> JsonValue | Absent:
    return value if value is ABSENT else _named_value(value, resources, entries)


def _named_value(value: JsonValue, resources: Mapping[str, Address], entries: Mapping[str, str]) -> JsonValue:
    if isinstance(value, str) and value in entries and value not in resources:
        return f"{value} ({shortened(one_line(entries[value]), _MAX_ENTRY_NAME)})"
    return with_references(value, resources) if resources else value
