"""What a plan must not contain to be carried out. One refusal stops the whole push: nothing is sent."""

from personactl.errors import ConflictError
from personactl.sync.plan import Conflict, Item, Missing, NameTaken, Plan, Why


def refuse_unsafe(plan: Plan) -> None:
    """Raises `ConflictError` about the first refusal, with the count of all; the plan itself shows every one."""
    refusing = plan.refusing
    if not refusing:
        return
    first = refusing[0]
    message, hint = _explained(first)
    more = f" (and {len(refusing) - 1} more, see the plan)" if len(refusing) > 1 else ""
    raise ConflictError(
        f"push refused, nothing was sent: {message}{more}", where=f"{first.address} ({first.path})", hint=hint
    )


def _explained(item: Item) -> tuple[str, str]:
    match item.action:
        case Conflict():
            fields = ", ".join(change.path for change in item.changes if change.why is Why.conflict)
            return (
                f"{fields} changed both in the file and on the platform",
                "--on-conflict ours writes the file's side, --on-conflict theirs leaves the platform's",
            )
        case NameTaken(candidates) if len(candidates) > 1:
            return (
                f"the platform has {len(candidates)} personas named {item.name!r} that were not pushed from here",
                "rename the file's persona, or delete all but one of them and use --adopt",
            )
        case NameTaken():
            return (
                f"the platform has a persona named {item.name!r} that was not pushed from here",
                "--adopt takes it over and writes the file's fields to it",
            )
        case Missing():
            return (
                "it was deleted on the platform after it was pushed",
                "--on-conflict ours creates it again, --on-conflict theirs leaves it deleted",
            )
        case _:
            raise AssertionError(f"{type(item.action).__name__} does not refuse")
