"""What a diff or a push may be allowed beyond what is safe without asking: the options, and the value they make."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

if TYPE_CHECKING:
    from personactl.state.project_settings import PushSettings
    from personactl.sync.plan.options import PlanOptions


class Winner(StrEnum):
    """Who wins a conflict."""

    ours = "ours"
    theirs = "theirs"


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
    """The options that change a plan. None leaves it to the project, or to what is usual."""

    adopt: AdoptOption = False
    on_conflict: OnConflictOption = None
    prune: PruneOption = False
    max_delete: MaxDeleteOption = None
    resend_secrets: ResendSecretsOption = False
    refresh: RefreshOption = False

    @property
    def given(self) -> list[str]:
        """As somebody typed them."""
        usual = self._field_defaults
        return [f"--{field.replace('_', '-')}" for field, value in self._asdict().items() if value != usual[field]]

    def choices(self, usual: "PushSettings") -> "PlanOptions":
        """`usual` is what the project says."""
        from personactl.sync.plan.options import MAX_DELETE, PlanOptions

        limits = (self.max_delete, usual.max_delete, MAX_DELETE)
        return PlanOptions(
            adopt=self.adopt,
            on_conflict=None if self.on_conflict is None else self.on_conflict.value,
            refresh=self.refresh,
            prune=self.prune,
            max_delete=next(limit for limit in limits if limit is not None),
            resend_secrets=self.resend_secrets,
        )


DEFAULT_PLAN_FLAGS: Final = PlanFlags()
