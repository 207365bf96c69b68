"""What a plan must not contain to be carried out. One refusal stops the whole push: nothing is sent."""

from personactl.errors import ConflictError
from personactl.sync.choices import MAX_DELETE
from personactl.sync.kinds.table import HANDLING
from personactl.sync.plan import Conflict, Delete, Item, Missing, NameTaken, Plan, Why

_NAMED = 4
_BOTH_MOVED = {
    "push": ("changed both in the file and on the platform", "writes the file's side"),
    "promote": ("changed on both targets", "writes what the first one holds"),
    "rollback": ("changed on the platform since", "brings the old side back all the same"),
}
"""By command: what happened to the fields, and what `--on-conflict ours` does about it."""


def refuse_unsafe(plan: Plan, max_delete: int = MAX_DELETE, command: str = "push") -> None:
    """Raises `ConflictError` about the first refusal, with the count of all (the plan itself shows every one), and for
    more deletions than `max_delete`. `command` is the verb that the user typed."""
    refusing = plan.refusing
    if not refusing:
        return _refuse_too_many(plan, max_delete, command)
    first = refusing[0]
    message, hint = _explained(first, command)
    more = f" (and {len(refusing) - 1} more, see the plan)" if len(refusing) > 1 else ""
    raise ConflictError(f"{command} refused, nothing was sent: {message}{more}", where=first.place, hint=hint)


def _refuse_too_many(plan: Plan, max_delete: int, command: str) -> None:
    deletes = [item for item in plan.items if isinstance(item.action, Delete)]
    if len(deletes) > max_delete:
        raise ConflictError(
            f"{command} refused, nothing was sent: {_counted(len(deletes))}, and at most {max_delete} allowed",
            where=", ".join(str(item.address) for item in deletes[:_NAMED]) + (", ..." if deletes[_NAMED:] else ""),
            hint="look at the plan; --max-delete allows more",
        )


def _counted(deletions: int) -> str:
    return f"{deletions} deletion{'s' if deletions != 1 else ''}"


def _explained(item: Item, command: str) -> tuple[str, str]:
    noun, plural = HANDLING[item.address.kind].noun, HANDLING[item.address.kind].plural
    match item.action:
        case Conflict() if not item.changes:
            return (
                "; ".join(item.notes) or "it was changed on the platform",
                "--on-conflict ours goes on all the same, --on-conflict theirs keeps the platform's",
            )
        case Conflict() if not item.path:
            fields = ", ".join(change.path for change in item.changes)
            return (
                f"{fields} changed on the platform, and its file is gone",
                "--on-conflict ours deletes it all the same, --on-conflict theirs keeps it",
            )
        case Conflict():
            fields = ", ".join(change.path for change in item.changes if change.why is Why.conflict)
            happened, ours = _BOTH_MOVED[command]
            return f"{fields} {happened}", f"--on-conflict ours {ours}, --on-conflict theirs leaves the platform's"
        case NameTaken(candidates) if len(candidates) > 1:
            return (
                f"the platform has {len(candidates)} {plural} named {item.name!r} that were not pushed from here",
                f"rename the file's {noun}, or delete all but one of them and use --adopt",
            )
        case NameTaken():
            return (
                f"the platform has a {noun} named {item.name!r} that was not pushed from here",
                "--adopt takes it over and writes the file's fields to it",
            )
        case Missing():
            return (
                "it was deleted on the platform after it was pushed",
                "--on-conflict ours creates it again, --on-conflict theirs leaves it deleted",
            )
        case _:
            raise AssertionError(f"{type(item.action).__name__} does not refuse")
