"""Documents that somebody else uploaded to a group of the project: drift of the group, which a pull takes.

They cost no request: only the documents of groups that have some in files are listed.
"""

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from personactl.persona.project_resource import Address
from personactl.state.lock import LockBlock
from personactl.state.project_settings import OnDrift
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.plan.plan import Adopt, Drift, DriftRefused, Item, Unchanged, Update
from personactl.sync.plan.unmanaged import managed_ids
from personactl.sync.values.observed import Row
from personactl.sync.values.three_way import ABSENT, Known

DOCUMENTS = "documents"
"""The path of the change, which no field of the platform has."""
KEPT = "a push deletes no document that was not pushed from here: pull takes it, or delete it on the platform"


def with_foreign_documents(
    items: Iterable[Item],
    rows: Iterable[Row],
    ids: Mapping[Address, str],
    wanted: Collection[tuple[str, str]],
    locked: LockBlock,
    on_drift: OnDrift,
) -> list[Item]:
    """`items`, with drift for each group that holds documents of somebody else.

    items: the items of a plan.
    rows: the documents of the groups.
    ids: the ids of the project's resources.
    wanted: group id and name of each document that the files want.
    locked: what was pushed.
    on_drift: what happens to drift.
    """
    ours = managed_ids(locked)
    found: dict[str, dict[bool, list[str]]] = {}
    for row in rows:
        foreign = row.id not in ours and (row.scope, row.name) not in wanted
        found.setdefault(row.scope, {True: [], False: []})[foreign].append(row.name)
    return [_with(item, found.get(ids.get(item.address, ""), {}), on_drift) for item in items]


def _with(item: Item, names: Mapping[bool, list[str]], on_drift: OnDrift) -> Item:
    foreign, own = sorted(names.get(True, ())), sorted(names.get(False, ()))
    if item.address.kind != "knowledge" or not foreign or not item.path:
        return item
    change = FieldChange(DOCUMENTS, Why.theirs, [*own], Known([*sorted((*own, *foreign))]), ABSENT)
    drifted = replace(item, changes=(*item.changes, change))
    match item.action:
        case Drift(remote_id) | Unchanged(remote_id) | Update(remote_id) | Adopt(remote_id) if on_drift == "refuse":
            return replace(drifted, action=DriftRefused(remote_id))
        case Unchanged(remote_id, entry):
            drifted = replace(drifted, action=Drift(remote_id, entry))
        case _:
            pass
    if on_drift == "ours":
        return replace(drifted, cannot_reset=(*item.cannot_reset, DOCUMENTS), notes=(*item.notes, KEPT))
    return drifted
