"""`personactl status`: one row to a resource, one column to a target, and how the two stand to each other."""

from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption

if TYPE_CHECKING:
    from personactl.cli.output import Output
    from personactl.commands.status import StatusResult

NamesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[NAMES]...", help="Keys of files, such as cara or tool/open_calendar.")
]
AllProfilesOption = Annotated[bool, typer.Option("--all-profiles", help="Every profile, and where this run would go.")]
ExitCodeOption = Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything is not in sync.")]


def status(
    names: NamesArgument = None,
    all_profiles: AllProfilesOption = False,
    exit_code: ExitCodeOption = False,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Show how the files stand to the platform: in sync, ahead, behind, diverged, conflict, missing, untracked.

    'ahead' means that a push would write, 'behind' that pull would; 'diverged' is both, in different fields, and
    'conflict' both in the same one. 'missing' is not on the platform, 'untracked' is there and was not pushed from
    here, 'no file' was pushed and has no file any more. Personas that nobody here knows are named. Only reads are
    sent. A target that cannot be reached does not hide the others; the exit status is 5 then.

    \b
    Examples:
      personactl status
      personactl status --all-profiles
      personactl status cara --exit-code --format json
    """
    from personactl.cli.environment import current_context
    from personactl.cli.output import Output
    from personactl.commands.status import StatusRequest, raise_for_status, read_status

    out = Output(quiet=quiet)
    result = read_status(StatusRequest(names, all_profiles, profile), current_context(out))
    _print(result, format, out)
    raise_for_status(result.status)
    return 1 if exit_code and not result.status.in_sync else 0


def _print(result: "StatusResult", format: TextJson, out: "Output") -> None:
    from personactl.cli.terminal import width
    from personactl.persona.resource import Address
    from personactl.report.plan.status_report import status_json, status_summary, status_table

    if format is TextJson.json:
        out.json(status_json(result.status))
    else:
        own = [Address(kind, key) for kind, files in result.selection.files.items() for key in files]
        table = status_table(result.status, own_files=own, width=width(out))
        out.table(table.columns, table.rows)
    for sentence in status_summary(result.status):
        out.note(f"status: {sentence}")
