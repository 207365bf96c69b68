"""`personactl pull`: write what the platform has to the files, without losing local changes."""

from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.shared_options import (
    OnConflictOrMergeOption,
    ProfileOption,
    QuietOption,
    RefreshOption,
    TextJson,
    TextJsonOption,
    resolution_of,
)

if TYPE_CHECKING:
    from personactl.cli.terminal.output import Output
    from personactl.sync.pull.pull_result import Pull

NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAMES|IDS]...", help="Keys of the project, or names and ids on the platform."),
]
AllOption = Annotated[bool, typer.Option("--all", help="Pull everything on the platform, also what has no file yet.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show what would be written, without writing it.")]


def pull(
    names: NamesArgument = None,
    everything: AllOption = False,
    on_conflict: OnConflictOrMergeOption = None,
    dry_run: DryRunOption = False,
    refresh: RefreshOption = False,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Write changes from the platform to the files. Nothing is written to the platform.

    By default it pulls everything that has a file. Only the changed values are edited: comments, order, quotes and line
    endings stay. Local changes stay and are listed. If both sides changed a field, that is a conflict, which
    --on-conflict resolves. 'merge' gives long texts the changes of both sides, line by line as git does, with conflict
    markers where both changed the same lines (exit status 6). A name or an id that the project does not have gets a new
    file, and so does what it needs; --all does this for everything on the platform. Ids of the project's own resources
    are written as names.

    \b
    Examples:
      personactl pull
      personactl pull cara --dry-run
      personactl pull "Front desk"
      personactl pull --all --profile staging
      personactl pull cara --on-conflict merge
      personactl pull --on-conflict theirs --format json
    """
    from personactl.cli.terminal.environment import current_context
    from personactl.cli.terminal.output import Output
    from personactl.commands.pull import PullOptions, pull_project, raise_for_pull

    out = Output(quiet=quiet)
    options = PullOptions(tuple(names or ()), everything, refresh, resolution_of(on_conflict), dry_run, profile)
    pulled = pull_project(options, current_context(out))
    _print(pulled, format, out, dry_run=dry_run)
    raise_for_pull(pulled)
    return 0


def _print(pull: "Pull", format: TextJson, out: "Output", *, dry_run: bool) -> None:
    from personactl.report.plan.pull_report import pull_json, pull_summary, pull_text

    if format is TextJson.json:
        out.json(pull_json(pull, written=not dry_run))
    else:
        out.answer(*pull_text(pull, out.width))
    out.note(f"{'dry run, nothing was written' if dry_run else 'pull'}: {pull_summary(pull)}")
