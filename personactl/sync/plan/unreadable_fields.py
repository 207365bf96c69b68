"""Fields that neither side shows, in plans whose desired side was read from a platform and not from a file.

A desired side that was read lacks the fields that no read returns. In a file, a missing field means that it is no
longer set and has to be cleared. Here it means that its value is unknown, so the field is left as it is.
"""

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from personactl.state.lock import LockEntry
from personactl.sync.plan.field_change import Why
from personactl.sync.plan.plan import Drift, Item, Unchanged, Update, Write
from personactl.sync.plan.wording import PlanWording
from personactl.sync.values.three_way import ABSENT, Unverifiable


def without_unreadable_fields(item: Item, base: LockEntry | None, wording: PlanWording) -> Item:
    """`item` without its changes to fields that neither side shows. `base` is the entry of the lock, which keeps what
    it says about these fields."""
    silent = {change.path for change in item.changes if change.file is ABSENT and _is_unseen(change.remote)}
    if base is None or not silent:
        return item
    kept = {path: base.fields[path] for path in silent if path in base.fields}
    changes = tuple(change for change in item.changes if change.path not in silent)
    note = f"{wording.remote} does not show {', '.join(sorted(silent))}: left as it is"
    lighter_item = replace(item, changes=changes, notes=(*item.notes, note))
    match item.action:
        case Update(remote_id, updated_at, write):
            lighter = _without(write, silent, kept)
            if lighter.send:
                return replace(lighter_item, action=Update(remote_id, updated_at, lighter))
            drifted = any(change.why is Why.theirs for change in changes)
            date = updated_at if lighter.settled else ""
            entry = LockEntry(remote_id, lighter.record, lighter.resolved, date, base.others)
            return replace(lighter_item, action=Drift(remote_id, entry) if drifted else Unchanged(remote_id, entry))
        case Unchanged(remote_id, LockEntry() as entry):
            return replace(lighter_item, action=Unchanged(remote_id, _with(entry, kept)))
        case Drift(remote_id, LockEntry() as entry):
            return replace(lighter_item, action=Drift(remote_id, _with(entry, kept)))
        case _:
            return lighter_item


def _without(write: Write, silent: Collection[str], kept: Mapping[str, str]) -> Write:
    """`write` that leaves the `silent` paths as they are. A secret that the request would remove is sent as it is."""
    send = {path: value for path, value in write.send.items() if path not in silent}
    if send:
        send |= {path: value for path, value in write.removed.items() if path in silent}
    expect = {path: value for path, value in write.expect.items() if path not in silent}
    removed = {path: value for path, value in write.removed.items() if path not in silent}
    return replace(write, send=send, expect=expect, removed=removed, record={**write.record, **kept})


def _with(entry: LockEntry, kept: Mapping[str, str]) -> LockEntry:
    return replace(entry, fields={**entry.fields, **kept})


def _is_unseen(remote: object) -> bool:
    return isinstance(remote, Unverifiable)
