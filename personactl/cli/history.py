"""`personactl history`: list what runs from this machine changed, and show one of them as a diff."""

from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.shared_options import QuietOption, TextJson, TextJsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from personactl.cli.terminal.output import Output
    from personactl.report.plan.history_report import HistoryEntry
    from personactl.state.history import DamagedRun

NameArgument = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help="Only runs that changed this: a key, kind/key, file or pattern.")
]
LimitOption = Annotated[int, typer.Option("-n", "--limit", min=1, metavar="N", help="Show at most N runs.")]
RunOption = Annotated[int | None, typer.Option("--run", metavar="RUN", help="Show what one run changed, as a diff.")]
OfProfileOption = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="Only runs on the target of this profile.")
]


def history(
    name: NameArgument = None,
    limit: LimitOption = 20,
    run: RunOption = None,
    profile: OfProfileOption = None,
    format: TextJsonOption = TextJson.text,
    quiet: QuietOption = False,
) -> int:
    """List what runs from this machine changed on a platform, when and by whom, the newest run first.

    Before push, promote or rollback overwrites or deletes something, it saves the current values and the new ones in
    personactl's own state folder. '--run' shows both as a diff, and 'personactl rollback RUN' restores the current
    ones. A run that only created something is not listed. This command sends nothing. Times are local on a terminal,
    which names the zone, and in UTC (Z) in a pipe and in JSON.

    \b
    Examples:
      personactl history
      personactl history cara -n 5
      personactl history --run 12
      personactl history tool/open_calendar --format json
    """
    from personactl.cli.terminal.environment import current_environment
    from personactl.cli.terminal.output import Output
    from personactl.commands.history import list_runs, read_run

    out = Output(quiet=quiet)
    environment = current_environment()
    if run is not None:
        _print_run(read_run(run, name, environment), format, out, environment.now())
        return 0
    listed, damaged = list_runs(name, profile, limit, environment)
    _print(listed, damaged, format, out, environment.now())
    if not listed:
        filtered = name is not None or profile is not None
        out.note("no run matches" if filtered else "no run from this machine has overwritten or deleted anything yet")
    return 0


def _print_run(run: "HistoryEntry", format: TextJson, out: "Output", now: "datetime") -> None:
    from personactl.report.plan.history_report import run_json, run_text

    if format is TextJson.json:
        out.json(run_json(run))
    else:
        out.answer(*run_text(run, out.view(now)))


def _print(
    listed: "Sequence[HistoryEntry]", damaged: "Sequence[DamagedRun]", format: TextJson, out: "Output", now: "datetime"
) -> None:
    from personactl.report.plan.history_report import history_json, history_table

    if format is TextJson.json:
        out.json(history_json(listed, damaged))
    elif listed:
        table = history_table(listed, out.view(now))
        out.table(table)
    for each in damaged:
        out.warn(f"run {each.number} cannot be read: {each.error.message}")
