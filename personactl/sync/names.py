"""The ids that a plan mentions, by the names that people know them by: from what was read for it and what the lock has.

A resource of the project is known by its address; a tool that only the platform has by the name that it bears there.
Nothing is asked for it: an id that neither tells stays an id.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from personactl.persona.resource import Address
from personactl.state.lock import LockBlock
from personactl.sync.desired import pin
from personactl.sync.observed import Row
from personactl.sync.plan import Create, FieldChange, Item, Replace
from personactl.sync.three_way import Known

_POINTING: Final = frozenset({"toolIds", "config.documentFolderIds", "llmId"})
"""The fields that hold ids of other resources."""
_TOOL: Final = pin("toolIds", "")


def names_for(items: Collection[Item], locked: LockBlock, tools: Iterable[Row]) -> dict[str, Address]:
    """By id, sorted. `tools` are the rows of their list, as far as it was read."""
    mentioned = {remote_id for item in items for change in _pointing(item) for remote_id in _ids(change)}
    if not mentioned:
        return {}
    known = {row.id: Address("tool", row.name) for row in tools}
    for entry in locked.resources.values():
        known |= pinned_tools(entry.resolved)
    renewed = {item.address for item in items if isinstance(item.action, Create | Replace)}  # under another id
    known |= {entry.remote_id: address for address, entry in locked.resources.items() if address not in renewed}
    return {remote_id: known[remote_id] for remote_id in sorted(mentioned & known.keys())}


def pinned_tools(resolved: Mapping[str, str]) -> dict[str, Address]:
    """By id the tools of the platform that a file calls by their names."""
    return {
        remote_id: Address("tool", key.removeprefix(_TOOL))
        for key, remote_id in resolved.items()
        if key.startswith(_TOOL)
    }


def _pointing(item: Item) -> Iterator[FieldChange]:
    """What is new mentions only what its file names."""
    if not isinstance(item.action, Create):
        yield from (change for change in item.changes if change.path in _POINTING)


def _ids(change: FieldChange) -> Iterator[str]:
    for side in (change.file, change.remote):
        value: object = side.value if isinstance(side, Known) else side
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
