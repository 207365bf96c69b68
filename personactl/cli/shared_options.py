"""Options that several commands share. Each is declared once, so that it has the same help everywhere."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

if TYPE_CHECKING:
    from personactl.commands.push import PlanRequest
    from personactl.state.project_settings import OnDrift
    from personactl.sync.plan.options import Resolution


class TextJson(StrEnum):
    """Output formats: for people or for programs."""

    text = "text"
    json = "json"


ProfileOption = Annotated[
    str | None,
    typer.Option("--profile", metavar="NAME", help="The target: a profile's name, 'env' or 'local'."),
]
DirectoryOption = Annotated[
    list[str] | None,
    typer.Option("-C", "--directory", metavar="DIR", help="Run as if started in DIR."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print no notes on stderr; warnings and errors stay.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Apply the plan without asking.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show the plan and send nothing but reads.")]
AllowSecretsOption = Annotated[
    bool, typer.Option("--allow-secrets", help="Send it even if it looks like a key or a password.")
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NAME", help="Only this (a key, kind/key, file or pattern); repeatable."),
]
TextJsonOption = Annotated[TextJson, typer.Option("--format", help="The output format.")]
NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAMES]...", help="Keys, files, folders or patterns of them; the whole project by default."
    ),
]


def in_folder(command: Callable[..., int]) -> Callable[..., int]:
    """Return `command` with the option `-C`, as its last one."""

    @wraps(command)
    def called(directory: list[str] | None = None, **given: object) -> int:
        from personactl.cli.terminal.start_folder import running_in

        with running_in(directory or ()):
            return command(**given)

    shape = signature(command)
    option = Parameter("directory", Parameter.KEYWORD_ONLY, default=None, annotation=DirectoryOption)
    vars(called)["__signature__"] = shape.replace(parameters=[*_keyword_only(shape), option])
    called.__annotations__ = {**command.__annotations__, "directory": DirectoryOption}
    return called


def _keyword_only(shape: Signature) -> list[Parameter]:
    return [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in shape.parameters.values()]


class Winner(StrEnum):
    """The side that wins a conflict."""

    ours = "ours"
    theirs = "theirs"


class Resolver(StrEnum):
    """The side that wins a conflict, or a merge."""

    ours = "ours"
    theirs = "theirs"
    merge = "merge"


class DriftChoice(StrEnum):
    """What happens to drift."""

    leave = "leave"
    ours = "ours"
    refuse = "refuse"


def drift_choice_of(choice: DriftChoice | None) -> "OnDrift | None":
    """Return the option as the use cases take it."""
    return None if choice is None else choice.value


def resolution_of(choice: Winner | Resolver | None) -> "Resolution | None":
    """Return the option as the use cases take it."""
    match choice:
        case None:
            return None
        case Winner.ours | Resolver.ours:
            return "ours"
        case Winner.theirs | Resolver.theirs:
            return "theirs"
        case Resolver.merge:
            return "merge"


AdoptOption = Annotated[
    bool, typer.Option("--adopt", help="Take over resources of the same name that were not pushed from here.")
]
OnConflictOption = Annotated[
    Winner | None, typer.Option("--on-conflict", help="The side that wins if the file and the platform both changed.")
]
OnConflictOrMergeOption = Annotated[
    Resolver | None,
    typer.Option(
        "--on-conflict",
        help="The side that wins if the file and the platform both changed; merge merges long texts by line.",
    ),
]
OnDriftOption = Annotated[
    DriftChoice | None,
    typer.Option(
        "--on-drift",
        help="For changes that only the platform has: leave them (the default), overwrite them with ours, or refuse.",
    ),
]
RefreshOption = Annotated[
    bool, typer.Option("--refresh", help="Read everything, even if the platform's dates show no change.")
]
PruneOption = Annotated[
    bool, typer.Option("--prune", help="Delete what was pushed from here and no longer has a file.")
]
MaxDeleteOption = Annotated[
    int | None,
    typer.Option("--max-delete", min=0, metavar="N", help="Refuse a plan with more than N deletions; 10 by default."),
]
ResendSecretsOption = Annotated[
    bool,
    typer.Option(
        "--resend-secrets",
        help="Send the secrets of custom LLMs and webhook headers again, which a comparison cannot see.",
    ),
]


class PlanFlags(NamedTuple):
    """The options that change a plan, in the order in which help shows them."""

    adopt: AdoptOption = False
    on_conflict: OnConflictOrMergeOption = None
    on_drift: OnDriftOption = None
    prune: PruneOption = False
    max_delete: MaxDeleteOption = None
    resend_secrets: ResendSecretsOption = False
    refresh: RefreshOption = False

    def request(self) -> "PlanRequest":
        """Return the options as the use cases take them."""
        from personactl.commands.push import PlanRequest

        defaults = self._field_defaults
        values = self._asdict()
        given = tuple(f"--{field.replace('_', '-')}" for field in values if values[field] != defaults[field])
        return PlanRequest(
            adopt=self.adopt,
            on_conflict=resolution_of(self.on_conflict),
            on_drift=drift_choice_of(self.on_drift),
            prune=self.prune,
            max_delete=self.max_delete,
            resend_secrets=self.resend_secrets,
            refresh=self.refresh,
            given=given,
        )


DEFAULT_PLAN_FLAGS: Final = PlanFlags()
