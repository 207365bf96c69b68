"""Names for the remote ids that a plan mentions, taken from the lock and from what was read for the plan.

A resource of the project is called by its address, a tool that only the platform has by its name there. Any other id
stays an id.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from personactl.persona.project_resource import Address, parse_reference
from personactl.state.lock import LockBlock
from personactl.sync.plan.field_change import FieldChange
from personactl.sync.plan.plan import Action, Adopt, Create, Drift, Item, Replace, Unchanged, Update
from personactl.sync.values.desired import pin
from personactl.sync.values.observed import Row
from personactl.sync.values.three_way import Known

_TOOLS: Final = "toolIds"
_TOOL: Final = pin(_TOOLS, "")
_POINTING: Final = frozenset({_TOOLS, "config.documentFolderIds", "llmId"})
"""The fields that hold ids of other resources."""


def names_for(items: Collection[Item], locked: LockBlock, tools: Iterable[Row]) -> dict[str, Address]:
    """Remote id -> address, sorted, for the ids that `items` mention. `tools` are the rows of the tools that were
    listed."""
    mentioned = {remote_id for item in items for change in _pointing(item) for remote_id in _ids(change)}
    if not mentioned:
        return {}
    known = {row.id: Address("tool", row.name) for row in tools}
    for entry in locked.resources.values():
        known |= _pinned(entry.resolved)
    for item in items:
        known |= called_tools(item.action)
    renewed = {item.address for item in items if isinstance(item.action, Create | Replace)}  # under another id
    known |= {entry.remote_id: address for address, entry in locked.resources.items() if address not in renewed}
    return {remote_id: known[remote_id] for remote_id in sorted(mentioned & known.keys())}


def has_nameless_tools(items: Iterable[Item], names: Mapping[str, Address]) -> bool:
    """Whether `items` mention a tool, as old or new value, whose id is not in `names`."""
    ids = (
        remote_id for item in items for change in _pointing(item) if change.path == _TOOLS for remote_id in _ids(change)
    )
    return any(remote_id not in names and parse_reference(remote_id) is None for remote_id in ids)


def called_tools(action: Action) -> dict[str, Address]:
    """Remote id -> address, for the tools of the platform that a file uses by name, as far as the action shows them."""
    match action:
        case Create(write) | Update(write=write) | Adopt(write=write) | Replace(write=write):
            return _pinned(write.resolved)
        case Unchanged(entry=entry) | Drift(entry=entry) if entry is not None:
            return _pinned(entry.resolved)
        case _:
            return {}


def _pinned(resolved: Mapping[str, str]) -> dict[str, Address]:
    return {
        remote_id: Address("tool", key.removeprefix(_TOOL))
        for key, remote_id in resolved.items()
        if key.startswith(_TOOL)
    }


def _pointing(item: Item) -> Iterator[FieldChange]:
    """The changes of fields that hold ids. A create has none, because its file names everything that it refers to."""
    if not isinstance(item.action, Create):
        yield from (change for change in item.changes if change.path in _POINTING)


def _ids(change: FieldChange) -> Iterator[str]:
    for side in (change.file, change.remote):
        value: object = side.value if isinstance(side, Known) else side
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
