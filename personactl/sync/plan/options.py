"""What the user allows a push to do beyond what is safe without asking."""

from typing import Final, Literal, TypeAlias

from msgspec import Struct

Resolution: TypeAlias = Literal["ours", "theirs"]
"""Who wins a conflict; without one a conflict refuses."""

MAX_DELETE: Final = 10
"""How many resources one push deletes at most, unless the user says otherwise."""


class PlanOptions(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """`refresh` reads every resource, whatever the list says about its date. `prune` deletes what was pushed from here
    and has no file any more, `max_delete` at most. `resend_secrets` sends the secrets of custom LLMs again: the
    platform never shows them, so nothing else can tell that one was replaced."""

    adopt: bool = False
    on_conflict: Resolution | None = None
    refresh: bool = False
    prune: bool = False
    max_delete: int = MAX_DELETE
    resend_secrets: bool = False
