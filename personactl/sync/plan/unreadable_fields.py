"""Plans whose wanted side is what a platform once showed, and not what a file says.

Such a side is silent about fields that no read returns. In a file that would mean "no longer set, clear it"; here it
means "not known", and the field stays as it is.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from msgspec import structs

from personactl.state.lock import LockEntry
from personactl.sync.plan.plan import Drift, Item, Unchanged, Update, Why, Write
from personactl.sync.plan.wording import PlanWording
from personactl.sync.values.three_way import ABSENT, Unverifiable


def spared(item: Item, base: LockEntry | None, parties: PlanWording) -> Item:
    """`item` without what it would do to fields that neither side shows. `base` is the lock's entry, which goes on
    answering for them."""
    silent = {change.path for change in item.changes if change.file is ABSENT and _is_unseen(change.remote)}
    if base is None or not silent:
        return item
    kept = {path: base.fields[path] for path in silent if path in base.fields}
    changes = tuple(change for change in item.changes if change.path not in silent)
    note = f"{parties.there} does not show {', '.join(sorted(silent))}: left as it is"
    spared_item = replace(item, changes=changes, notes=(*item.notes, note))
    match item.action:
        case Update(remote_id, seen, write):
            lighter = _without(write, silent, kept)
            if lighter.send:
                return replace(spared_item, action=Update(remote_id, seen, lighter))
            drifted = any(change.why is Why.theirs for change in changes)
            entry = LockEntry(remote_id, lighter.record, lighter.resolved, seen if lighter.settled else "")
            return replace(spared_item, action=Drift(remote_id, entry) if drifted else Unchanged(remote_id, entry))
        case Unchanged(remote_id, LockEntry() as entry):
            return replace(spared_item, action=Unchanged(remote_id, _with(entry, kept)))
        case Drift(remote_id, LockEntry() as entry):
            return replace(spared_item, action=Drift(remote_id, _with(entry, kept)))
        case _:
            return spared_item


def _without(write: Write, silent: Collection[str], kept: Mapping[str, str]) -> Write:
    send = {path: value for path, value in write.send.items() if path not in silent}
    expect = {path: value for path, value in write.expect.items() if path not in silent}
    return replace(write, send=send, expect=expect, record={**write.record, **kept})


def _with(entry: LockEntry, kept: Mapping[str, str]) -> LockEntry:
    return structs.replace(entry, fields={**entry.fields, **kept})


def _is_unseen(remote: object) -> bool:
    return isinstance(remote, Unverifiable)
