"""The options that change the plan of a diff or push, and the request that they make."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

if TYPE_CHECKING:
    from personactl.commands.push import PlanRequest
    from personactl.sync.plan.options import Resolution


class Winner(StrEnum):
    """Who wins a conflict."""

    ours = "ours"
    theirs = "theirs"


def resolution_of(winner: Winner | None) -> "Resolution | None":
    match winner:
        case None:
            return None
        case Winner.ours:
            return "ours"
        case Winner.theirs:
            return "theirs"


AdoptOption = Annotated[
    bool, typer.Option("--adopt", help="Take over what bears the same name and was not pushed from here.")
]
OnConflictOption = Annotated[
    Winner | None, typer.Option("--on-conflict", help="Who wins where the file and the platform both changed.")
]
RefreshOption = Annotated[bool, typer.Option("--refresh", help="Read everything, whatever the platform's dates say.")]
PruneOption = Annotated[
    bool, typer.Option("--prune", help="Delete what was pushed from here and has no file any more.")
]
MaxDeleteOption = Annotated[
    int | None,
    typer.Option("--max-delete", min=0, metavar="N", help="Refuse to delete more than N; 10 by default."),
]
ResendSecretsOption = Annotated[
    bool,
    typer.Option("--resend-secrets", help="Send the secrets of custom LLMs again: nothing shows that they changed."),
]


class PlanFlags(NamedTuple):
    """The options that change a plan, in the order in which help shows them; None leaves it to the project."""

    adopt: AdoptOption = False
    on_conflict: OnConflictOption = None
    prune: PruneOption = False
    max_delete: MaxDeleteOption = None
    resend_secrets: ResendSecretsOption = False
    refresh: RefreshOption = False

    def request(self) -> "PlanRequest":
        from personactl.commands.push import PlanRequest

        defaults = self._field_defaults
        values = self._asdict()
        given = tuple(f"--{field.replace('_', '-')}" for field in values if values[field] != defaults[field])
        return PlanRequest(
            adopt=self.adopt,
            on_conflict=resolution_of(self.on_conflict),
            prune=self.prune,
            max_delete=self.max_delete,
            resend_secrets=self.resend_secrets,
            refresh=self.refresh,
            given=given,
        )


DEFAULT_PLAN_FLAGS: Final = PlanFlags()
