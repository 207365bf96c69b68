"""The items of a pull: what becomes of each resource of an existing file."""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from personactl.command_hint import run_hint
from personactl.document.conflict_markers import conflict_lines
from personactl.errors import PersonactlError
from personactl.sync.pull.merge import ResourceMerge, merge_notes
from personactl.sync.pull.pull_result import PulledItem, PullStatus, TakenField
from personactl.sync.values.desired import project_path
from personactl.sync.values.three_way import ABSENT


def item_of(merge: ResourceMerge, error: PersonactlError | None = None, *, learned: bool = False) -> PulledItem:
    """The item of a resource.

    error: why its file cannot be written.
    learned: whether the lock changes.
    """
    before, decision = merge.before, merge.decision
    if decision is None:
        return PulledItem(before.address, before.path, before.name, PullStatus.gone)
    taken = tuple(TakenField(at, before.leaves.get(at, ABSENT), value) for at, value in decision.new_values.items())
    kept = tuple(sorted(decision.kept))
    if decision.conflicts:
        return PulledItem(before.address, before.path, before.name, PullStatus.conflict, (), kept, decision.conflicts)
    if error is not None and (taken or learned):
        return PulledItem(before.address, before.path, before.name, PullStatus.failed, (), kept, error=error)
    status = PullStatus.unchanged
    if any(decision.merged.values()):
        status = PullStatus.marked
    elif decision.merged:
        status = PullStatus.merged
    elif taken:
        status = PullStatus.updated
    elif kept:
        status = PullStatus.kept
    elif learned:
        status = PullStatus.learned
    ahead = tuple(path for path in kept if path not in decision.merged)
    return PulledItem(before.address, before.path, before.name, status, taken, ahead, notes=merge_notes(decision))


def item_of_removed(merge: ResourceMerge) -> PulledItem:
    """The item of a tool that left the file. The lock keeps its entry, so that a push can delete it."""
    prune = f"'{run_hint('push', '--prune')}' deletes it unless another file has it"
    rest = "it was deleted there" if merge.decision is None else prune
    note = f"the platform's persona no longer uses it, so it left the file; {rest}"
    return PulledItem(merge.before.address, merge.before.path, merge.before.name, PullStatus.updated, notes=(note,))


def with_markers(item: PulledItem, texts: Mapping[Path, str], root: Path) -> PulledItem:
    """`item` with the places of its conflict markers in the new `texts` of files; `root` is the project's folder."""
    if item.status is not PullStatus.marked:
        return item
    found = (f"{project_path(path, root)}:{line}" for path, text in texts.items() for line in conflict_lines(text))
    return replace(item, markers=tuple(found))
