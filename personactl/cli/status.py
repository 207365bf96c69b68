"""`personactl status`: compare the files with one target or all, one row per resource and one column per target."""

from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.shared_options import NamesArgument, ProfileOption, QuietOption, TextJson, TextJsonOption

if TYPE_CHECKING:
    from personactl.cli.terminal.output import Output
    from personactl.commands.status import StatusResult

AllProfilesOption = Annotated[bool, typer.Option("--all-profiles", help="Compare with the targets of all profiles.")]
ExitCodeOption = Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything is not in sync.")]


def status(
    names: NamesArgument = None,
    all_profiles: AllProfilesOption = False,
    exit_code: ExitCodeOption = False,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Compare the files with the platform, in the words of 'diff': one row per resource, one column per target.

    'to create' and 'to update' mean that a push would change the platform, 'drift' that only the platform changed and a
    pull would change the file. 'diverged' means both, in different fields, and 'conflict' both in the same field.
    'missing' was pushed and deleted on the platform, 'name taken' is there but was not pushed from here, 'not ours' is
    what only personactl.lock calls pushed, 'no file' was pushed and no longer has a file. Personas that only the
    platform has are listed too. Only reads are sent. If a target cannot be reached, the others are still shown and the
    exit status is 5, or 3 if only keys are missing or refused.

    \b
    Examples:
      personactl status
      personactl status --all-profiles
      personactl status cara --exit-code --format json
    """
    from personactl.cli.terminal.environment import current_context
    from personactl.cli.terminal.output import Output
    from personactl.commands.status import StatusRequest, raise_for_status, read_status

    out = Output(quiet=quiet)
    result = read_status(StatusRequest(names, all_profiles, profile), current_context(out))
    _print(result, format, out)
    raise_for_status(result.status)
    return 1 if exit_code and not result.status.in_sync else 0


def _print(result: "StatusResult", format: TextJson, out: "Output") -> None:
    from personactl.report.plan.status_report import status_json, status_summary, status_table

    if format is TextJson.json:
        out.json(status_json(result.status))
    else:
        table = status_table(result.status, own_files=result.own_files, width=out.width)
        out.table(table)
    for sentence in status_summary(result.status):
        out.note(f"status: {sentence}")
