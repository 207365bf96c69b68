"""`personactl history`: what runs from this machine overwrote and deleted, and what it was before."""

from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import QuietOption, TextJson, TextJsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from personactl.cli.output import Output
    from personactl.persona.resource import Address
    from personactl.report.plan.history_text import Listed
    from personactl.state.history import Damaged, Kept, Run

NameArgument = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help="Only what touched this: a persona's key, or kind/key.")
]
LimitOption = Annotated[int, typer.Option("-n", "--limit", min=1, metavar="N", help="At most N runs.")]
RunOption = Annotated[int | None, typer.Option("--run", metavar="RUN", help="One run, with the values of before.")]
OfProfileOption = Annotated[str | None, typer.Option("--profile", metavar="NAME", help="Only runs against this one.")]


def history(
    name: NameArgument = None,
    limit: LimitOption = 20,
    run: RunOption = None,
    profile: OfProfileOption = None,
    format: TextJsonOption = TextJson.text,
    quiet: QuietOption = False,
) -> int:
    """List what was overwritten or deleted on a platform from this machine, the newest run first.

    Before push, promote or rollback changes something that is there, its values are kept in personactl's own state
    folder. Nothing here talks to a platform. 'personactl rollback RUN' brings the values of before back.

    \b
    Examples:
      personactl history
      personactl history cara -n 5
      personactl history --run 12
      personactl history tool/open_calendar --format json
    """
    from personactl.cli.environment import current_environment
    from personactl.cli.output import Output
    from personactl.state.history import history_folder
    from personactl.state.project import find_project

    out = Output(quiet=quiet)
    surroundings = current_environment()
    folder = history_folder(surroundings.paths.state, find_project(surroundings.cwd).root)
    if run is not None:
        return _one(folder, run, name, format, out)
    listed, damaged = _listed(folder, name, profile, limit)
    _print(listed, damaged, format, out)
    if not listed:
        narrowed = name is not None or profile is not None
        out.note(f"nothing {'of that ' if narrowed else ''}was overwritten or deleted from this machine yet")
    return 0


def is_named(address: "Address", name: str | None) -> bool:
    """Whether `name` (a key, or kind/key) means `address`; None means all."""
    return name is None or name in (address.key, f"{address.kind}/{address.key}")


def _one(folder: "Path", number: int, name: str | None, format: TextJson, out: "Output") -> int:
    from personactl.cli.terminal import view
    from personactl.report.plan.history_json import run_json
    from personactl.report.plan.history_text import Listed, run_text
    from personactl.state.history import find_run, kept_in

    run = find_run(folder, number)
    listed = Listed(run, [kept for kept in kept_in(run) if is_named(kept.address, name)])
    if format is TextJson.json:
        out.json(run_json(listed))
    else:
        out.answer(*run_text(listed, view(out)))
    return 0


def _listed(folder: "Path", name: str | None, profile: str | None, limit: int) -> "tuple[list[Listed], list[Damaged]]":
    from personactl.errors import PersonactlError
    from personactl.report.plan.history_text import Listed
    from personactl.state.history import Damaged, runs

    listed: list[Listed] = []
    damaged: list[Damaged] = []
    for found in runs(folder):
        if len(listed) == limit:
            break
        if isinstance(found, Damaged):
            damaged.append(found)
        elif profile is None or found.about.profile == profile:
            try:
                kept = _kept(found, name)
            except PersonactlError as error:
                damaged.append(Damaged(found.number, found.path, error))
                continue
            if kept or name is None:
                listed.append(Listed(found, kept))
    return listed, damaged


def _kept(run: "Run", name: str | None) -> "list[Kept]":
    from personactl.state.history import kept_in

    return [kept for kept in kept_in(run, values=False) if is_named(kept.address, name)]


def _print(listed: "Sequence[Listed]", damaged: "Sequence[Damaged]", format: TextJson, out: "Output") -> None:
    from personactl.cli.terminal import view
    from personactl.report.plan.history_json import history_json
    from personactl.report.plan.history_text import history_table

    if format is TextJson.json:
        out.json(history_json(listed, damaged))
    elif listed:
        out.table(*history_table(listed, view(out)))
    for each in damaged:
        out.warn(f"run {each.number} cannot be read: {each.error.message}")
