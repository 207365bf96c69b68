"""What a plan must not contain to be carried out. One refusal stops the whole push: nothing is sent."""

from personactl.errors import ConflictError
from personactl.sync.kinds.kinds_table import RESOURCE_KINDS
from personactl.sync.plan.options import MAX_DELETE
from personactl.sync.plan.plan import Conflict, Delete, Item, Missing, NameTaken, Plan, Why
from personactl.sync.plan.wording import PlanWording

_NAMED = 4


def refuse_unsafe(plan: Plan, max_delete: int = MAX_DELETE) -> None:
    """Raises `ConflictError` about the first refusal, with the count of all (the plan itself shows every one), and for
    more deletions than `max_delete`."""
    refusing, command = plan.refusing, plan.parties.command
    if not refusing:
        return _refuse_too_many(plan, max_delete)
    first = refusing[0]
    message, hint = _explained(first, plan.parties)
    more = f" (and {len(refusing) - 1} more, see the plan)" if len(refusing) > 1 else ""
    raise ConflictError(f"{command} refused, nothing was sent: {message}{more}", where=first.place, hint=hint)


def _refuse_too_many(plan: Plan, max_delete: int) -> None:
    command = plan.parties.command
    deletes = [item for item in plan.items if isinstance(item.action, Delete)]
    if len(deletes) > max_delete:
        raise ConflictError(
            f"{command} refused, nothing was sent: {_counted(len(deletes))}, and at most {max_delete} allowed",
            where=", ".join(str(item.address) for item in deletes[:_NAMED]) + (", ..." if deletes[_NAMED:] else ""),
            hint="look at the plan; --max-delete allows more",
        )


def _counted(deletions: int) -> str:
    return f"{deletions} deletion{'s' if deletions != 1 else ''}"


def _explained(item: Item, parties: PlanWording) -> tuple[str, str]:
    noun, plural = RESOURCE_KINDS[item.address.kind].noun, RESOURCE_KINDS[item.address.kind].plural
    match item.action:
        case Conflict(circle=(_, *_) as others):
            return (
                f"{item.address} and {' and '.join(map(str, others))} would pass on their names in a circle, "
                f"and no two {plural} may have one name",
                f"give it a third name, {parties.command}, then name it {item.name!r} and {parties.command} again",
            )
        case Conflict() if not item.changes:
            return (
                "; ".join(item.notes) or f"it was changed on {parties.there}",
                f"--on-conflict ours goes on all the same, --on-conflict theirs keeps {parties.there}'s",
            )
        case Conflict() if not item.path:
            fields = ", ".join(change.path for change in item.changes)
            return (
                f"{fields} changed on the platform, and its file is gone",
                "--on-conflict ours deletes it all the same, --on-conflict theirs keeps it",
            )
        case Conflict():
            fields = ", ".join(change.path for change in item.changes if change.why is Why.conflict)
            return (
                f"{fields} {parties.both}",
                f"--on-conflict ours {parties.ours}, --on-conflict theirs leaves {parties.there}'s",
            )
        case NameTaken((_,)):
            return (
                f"{parties.there} has a {noun} named {item.name!r} that was not pushed from here",
                f"--adopt takes it over and {parties.ours} to it" if parties.adopts else parties.rename,
            )
        case NameTaken(candidates):
            return (
                f"{parties.there} has {len(candidates)} {plural} named {item.name!r} that were not pushed from here",
                f"{parties.rename}, or delete all but one of them and use --adopt"
                if parties.adopts
                else parties.rename,
            )
        case Missing():
            return (
                f"it was deleted on {parties.there} after it was pushed",
                "--on-conflict ours creates it again, --on-conflict theirs leaves it deleted",
            )
        case _:
            raise AssertionError(f"{type(item.action).__name__} does not refuse")
