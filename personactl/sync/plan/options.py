"""What a user allows a plan to do beyond what is safe without asking, and the limits of a run."""

from typing import Final, Literal, TypeAlias

from msgspec import Struct

from personactl.state.project_settings import OnDrift

Resolution: TypeAlias = Literal["ours", "theirs", "merge"]
"""The side that wins a conflict; or that long texts are merged by line, and every other conflict stops the run, as all
do if nothing is given."""

MAX_DELETE: Final = 10
"""The number of resources that one push deletes at most, unless the user allows more."""

CONCURRENCY: Final = 16
"""The number of requests under way at once.

The platform states no limit (docs/platform.md#limits-and-repeats). Sixteen requests keep a slow connection busy and
are still polite."""


class PlanOptions(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """The options that change a plan.

    adopt: take over a resource of the same name that was not pushed from this project.
    on_conflict: the side that wins a conflict.
    on_drift: what happens to drift.
    refresh: read every resource, even if the list says that it has not changed.
    prune: delete what was pushed from this project and no longer has a file.
    max_delete: the number of resources to delete at most.
    resend_secrets: send the secrets of custom LLMs and webhook headers again. No secret is compared, so nothing else
        shows that one was replaced.
    """

    adopt: bool = False
    on_conflict: Resolution | None = None
    refresh: bool = False
    prune: bool = False
    max_delete: int = MAX_DELETE
    resend_secrets: bool = False
    on_drift: OnDrift = "leave"
