"""What stops a plan from being carried out. One refusal stops the whole run, and nothing is sent."""

from collections.abc import Sequence
from typing import NoReturn

from personactl.command_hint import command_hint
from personactl.errors import ConflictError
from personactl.sync.kinds.kind import RESOURCE_KINDS
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.plan.options import MAX_DELETE
from personactl.sync.plan.plan import Conflict, Delete, DriftRefused, Item, Missing, NameTaken, NotOurs, Plan
from personactl.sync.plan.wording import PlanWording
from personactl.sync.values.three_way import Known

_MOST_NAMED = 4


def refuse_unsafe(plan: Plan, max_delete: int = MAX_DELETE, profile: str | None = None) -> None:
    """Raises `ConflictError` for a plan with refusals, about the first of them, and for a plan with more deletions than
    `max_delete`. The error gives the number of refusals; the plan itself shows each.

    profile: the name of the target, for the hint.
    """
    refusing, command = plan.refusing, plan.wording.command
    if not refusing:
        return _refuse_too_many(plan, max_delete)
    drift = [item for item in refusing if isinstance(item.action, DriftRefused)]
    if drift == list(refusing):
        _refuse_drift(plan, drift, profile)
    first = next(item for item in refusing if item not in drift)
    message, hint = _explained(first, plan.wording, profile)
    more = f" (and {len(refusing) - 1} more, see the plan)" if len(refusing) > 1 else ""
    raise ConflictError(f"{command} refused, nothing was sent: {message}{more}", where=first.place, hint=hint)


def _refuse_too_many(plan: Plan, max_delete: int) -> None:
    deletes = [item for item in plan.shown if isinstance(item.action, Delete)]
    count = len(deletes)
    if count > max_delete:
        raise ConflictError(
            f"{plan.wording.command} refused, nothing was sent: "
            f"{count} deletion{'s' if count != 1 else ''}, and at most {max_delete} allowed",
            where=", ".join(str(item.address) for item in deletes[:_MOST_NAMED])
            + (", ..." if deletes[_MOST_NAMED:] else ""),
            hint=f"check what the plan deletes, and {plan.wording.again_with(f'--max-delete {count}')} to allow it",
        )


def _refuse_drift(plan: Plan, drift: Sequence[Item], profile: str | None) -> NoReturn:
    wording = plan.wording
    shown = [f"{item.address}: {', '.join(_drifted(item))}" for item in drift[:_MOST_NAMED]]
    more = "; ..." if len(drift) > _MOST_NAMED else ""
    keys = () if len(drift) > _MOST_NAMED else [_selector(item) for item in drift]
    pull = command_hint("pull", *keys, profile=profile)
    raise ConflictError(
        f"{wording.command} refused, nothing was sent: "
        f"{len(drift)} resource{'s' if len(drift) != 1 else ''} changed on {wording.remote} only",
        where="; ".join(shown) + more,
        hint=f"write the changes to the files: {pull}; or {wording.again_with('--on-drift ours')}, which"
        f" {wording.ours}, or with --on-drift leave, which keeps them",
    )


def _drifted(item: Item) -> list[str]:
    return [change.path for change in item.changes if change.why is Why.theirs]


def _selector(item: Item) -> str:
    return item.key if item.address.kind == "persona" else str(item.address)


def _explained(item: Item, wording: PlanWording, profile: str | None) -> tuple[str, str]:
    """What is wrong with `item`, and what to do about it."""
    noun, plural = RESOURCE_KINDS[item.address.kind].noun, RESOURCE_KINDS[item.address.kind].plural
    match item.action:
        case Conflict():
            return _conflict(item, item.action, plural, wording, profile)
        case NameTaken((_,)):
            return (
                f"{wording.remote} has a {noun} named {item.name!r} that was not pushed from here",
                f"was it pushed from another copy of these files? Then get the personactl.lock from there; else"
                f" {wording.again_with('--adopt')}, which takes it over and {wording.ours} to it, or {wording.rename}"
                if wording.can_adopt
                else wording.rename,
            )
        case NameTaken(candidates):
            return (
                f"{wording.remote} has {len(candidates)} {plural} named {item.name!r} that were not pushed from here",
                f"{wording.rename}, or delete all but one of them and {wording.again_with('--adopt')}"
                if wording.can_adopt
                else wording.rename,
            )
        case NotOurs(remote_id):
            return (
                f"personactl.lock says that the {noun} {item.remote_name!r} ({remote_id}) was pushed from here, and it"
                " holds nothing of that",
                _not_ours(item, wording),
            )
        case Missing():
            return (
                f"it was deleted on {wording.remote} after it was pushed",
                _two_ways(wording, "creates it again", "leaves it deleted"),
            )
        case _:
            raise AssertionError(f"{type(item.action).__name__} does not refuse")


def _not_ours(item: Item, wording: PlanWording) -> str:
    mend = "is the id right? 'git log -p -- personactl.lock' shows who wrote it; "
    if not item.path:
        return f"{mend}remove the entry from personactl.lock to keep the resource, or delete it on {wording.remote}"
    if not wording.can_adopt:
        return f"{mend}restore the personactl.lock that you trust"
    return (
        f"{mend}remove the entry from personactl.lock to create a new one, or {wording.again_with('--adopt')}, which"
        f" takes that resource over and {wording.ours} to it"
    )


def _conflict(item: Item, action: Conflict, plural: str, wording: PlanWording, profile: str | None) -> tuple[str, str]:
    if action.circle:
        return (
            f"{item.address} and {' and '.join(map(str, action.circle))} would exchange their names, "
            f"and no two {plural} may have the same name at any time",
            f"give it a third name, {wording.command}, then name it {item.name!r} and {wording.command} again",
        )
    if not item.changes:
        return (
            "; ".join(item.notes) or f"it was changed on {wording.remote}",
            _two_ways(
                wording, wording.ours if item.path else "deletes it all the same", f"keeps what {wording.remote} has"
            ),
        )
    if not item.path:
        fields = ", ".join(change.path for change in item.changes)
        return (
            f"{fields} changed on the platform, and its file is gone",
            _two_ways(wording, "deletes it all the same", "keeps it"),
        )
    disputed = [change for change in item.changes if change.why is Why.conflict]
    fields = ", ".join(change.path for change in disputed)
    merge = ""
    if wording.can_merge and any(map(_is_long_text, disputed)):
        pull = command_hint("pull", _selector(item), "--on-conflict", "merge", profile=profile)
        merge = f"; --on-conflict merge merges texts by line, and '{pull}' marks in the file what cannot be merged"
    return (
        f"{fields} {wording.conflict}",
        f"{_two_ways(wording, wording.ours, f'keeps what {wording.remote} has')}{merge}",
    )


def _is_long_text(change: FieldChange) -> bool:
    held = change.remote.value if isinstance(change.remote, Known) else None
    return isinstance(change.file, str) and isinstance(held, str) and "\n" in change.file + held


def _two_ways(wording: PlanWording, ours: str, theirs: str) -> str:
    again = wording.again_with("--on-conflict ours")
    return f"{again}, which {ours}, or with --on-conflict theirs, which {theirs}"
