"""History: what runs from this machine overwrote and deleted on platforms, and what it was before."""

from pathlib import Path
from typing import TYPE_CHECKING

from personactl.commands.context import Environment
from personactl.commands.resource_filter import is_named
from personactl.errors import PersonactlError

if TYPE_CHECKING:
    from personactl.report.plan.history_report import HistoryEntry
    from personactl.state.history import Damaged, Kept, Run


def list_runs(
    name: str | None, profile: str | None, limit: int, environment: Environment
) -> "tuple[list[HistoryEntry], list[Damaged]]":
    """The newest runs, and those that cannot be read.

    name: only runs that overwrote this resource (a key, or kind/key).
    profile: only runs against this target.
    limit: the maximum number of runs.
    """
    from personactl.report.plan.history_report import HistoryEntry
    from personactl.state.history import Damaged, runs

    listed: list[HistoryEntry] = []
    damaged: list[Damaged] = []
    for found in runs(_folder(environment)):
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
                listed.append(HistoryEntry(found, kept))
    return listed, damaged


def read_run(number: int, name: str | None, environment: Environment) -> "HistoryEntry":
    """One run with the values of before. Raises `NotFoundError` if there is no such run."""
    from personactl.report.plan.history_report import HistoryEntry
    from personactl.state.history import find_run, kept_in

    run = find_run(_folder(environment), number)
    return HistoryEntry(run, [kept for kept in kept_in(run) if is_named(kept.address, name)])


def _kept(run: "Run", name: str | None) -> "list[Kept]":
    from personactl.state.history import kept_in

    return [kept for kept in kept_in(run, values=False) if is_named(kept.address, name)]


def _folder(environment: Environment) -> Path:
    from personactl.state.history import history_folder
    from personactl.state.project import find_project

    return history_folder(environment.paths.state, find_project(environment.cwd).root)
