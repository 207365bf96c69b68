"""What can go wrong with one write of a plan, as errors that name the resource and the next step."""

from personactl.errors import ConflictError, RejectedError, UnavailableError
from personactl.sync.plan.plan import Item
from personactl.sync.values.observed import Observed


class RemoteChangedError(ConflictError):
    """Somebody changed the remote between the plan and the write; nothing was written."""


class DroppedError(RejectedError):
    """The platform accepted a write and does not hold all of it. The rest is remembered as pushed."""


def remote_changed(item: Item, what: str) -> RemoteChangedError:
    return RemoteChangedError(what, where=item.place, hint="run the same command again: it makes a new plan")


def odd_id(item: Item) -> UnavailableError:
    return UnavailableError(
        "the answer breaks the platform's contract: the id of the new resource cannot be an id",
        where=item.place,
        hint="check that the API URL names the platform",
    )


def dropped(item: Item, paths: tuple[str, ...], after: Observed) -> DroppedError:
    return DroppedError(
        f"the platform accepted the write, but did not store what was sent for {', '.join(paths)}",
        where=f"{item.place}, remote id {after.id}",
        hint="remove the field, or set it to what the platform has: it does not accept this value here",
    )
