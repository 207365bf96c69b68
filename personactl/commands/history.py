"""History: what runs from this machine overwrote or deleted, with the earlier values.

Push, promote and rollback record it here; `history` lists it, and `rollback` takes its plan from it.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.commands.context import Context, Environment
from personactl.commands.resource_filter import is_named
from personactl.errors import PersonactlError
from personactl.state.paths import needed

if TYPE_CHECKING:
    from personactl.commands.apply_plan import PlanRun
    from personactl.report.plan.history_report import HistoryEntry
    from personactl.state.history import DamagedRun, Run, SavedResource
    from personactl.state.history_writer import Recorder
    from personactl.sync.apply.snapshot import SaveSnapshot, Snapshot


def list_runs(
    name: str | None, profile: str | None, limit: int, environment: Environment
) -> "tuple[list[HistoryEntry], list[DamagedRun]]":
    """Return the newest runs, newest first, and the runs that cannot be read.

    name: only runs that changed this resource (a key, or kind/key); None for all.
    profile: only runs on the target of this profile; None for all.
    limit: the maximum number of runs.
    """
    from personactl.report.plan.history_report import HistoryEntry
    from personactl.state.history import DamagedRun, runs

    listed: list[HistoryEntry] = []
    damaged: list[DamagedRun] = []
    for found in runs(_folder(environment)):
        if len(listed) == limit:
            break
        if isinstance(found, DamagedRun):
            damaged.append(found)
        elif profile is None or found.info.profile == profile:
            try:
                saved = _saved_resources(found, name)
            except PersonactlError as error:
                damaged.append(DamagedRun(found.number, found.path, error))
                continue
            if saved or name is None:
                listed.append(HistoryEntry(found, saved))
    return listed, damaged


def read_run(number: int, name: str | None, environment: Environment) -> "HistoryEntry":
    """Return one run with the earlier values.

    number: the number of the run.
    name: only this resource (a key, or kind/key); None for all.

    Raises `NotFoundError` if there is no such run.
    """
    from personactl.report.plan.history_report import HistoryEntry
    from personactl.state.history import find_run, saved_resources
    from personactl.state.machine.entry_names import EntryNames
    from personactl.sync.values.field_paths import texts_in

    run = find_run(_folder(environment), number)
    saved = [each for each in saved_resources(run) if is_named(each.address, name)]
    ids = {value for each in saved for value in texts_in([dict(each.values), dict(each.after or {})])}
    names = EntryNames(environment.paths.cache, run.info.origin, environment.now()).known(ids)
    return HistoryEntry(run, saved, names)


def _saved_resources(run: "Run", name: str | None) -> "list[SavedResource]":
    from personactl.state.history import saved_resources

    return [saved for saved in saved_resources(run, values=False) if is_named(saved.address, name)]


def _folder(environment: Environment) -> Path:
    from personactl.state.history import history_folder
    from personactl.state.project import find_project

    return history_folder(needed(environment.paths.state), find_project(environment.cwd).root)


@contextmanager
def record_history(run: "PlanRun", account: str = "") -> "Iterator[SaveSnapshot]":
    """Yield a function that records the snapshots of `run`. At the end, note how they can be restored.

    account: the account of the target in the lock.
    """
    from personactl.state.history import RunInfo, history_folder
    from personactl.state.history_writer import recording
    from personactl.state.machine.actor import current_actor

    environment = run.context.environment
    folder = history_folder(needed(environment.paths.state), run.root)
    actor = current_actor(environment.env)
    target = run.target
    info = RunInfo(environment.now(), run.command, target.name, target.origin, run.undoes, account, actor.by, actor.job)
    with recording(folder, info) as recorder:
        try:
            yield lambda snapshot: _keep(recorder, snapshot)
        finally:
            _note_recorded(recorder, folder, run.context)


def _keep(recorder: "Recorder", snapshot: "Snapshot") -> None:
    from personactl.state.history import SavedResource

    saved = SavedResource(
        snapshot.address,
        snapshot.remote_id,
        snapshot.name,
        snapshot.updated_at,
        snapshot.values,
        snapshot.status,
        after=snapshot.after,
    )
    recorder.save(saved, snapshot.content)


def _note_recorded(recorder: "Recorder", folder: Path, context: "Context") -> None:
    from personactl.errors import StorageError
    from personactl.state.history_writer import delete_old_runs

    if recorder.number is None:
        return
    what = "1 resource" if recorder.count == 1 else f"{recorder.count} resources"
    # No --profile: a rollback of a run by its number goes to the target of that run.
    context.notes.note(f"the earlier values of {what} are saved: 'personactl rollback {recorder.number}' restores them")
    with suppress(StorageError):
        deleted = delete_old_runs(folder, recorder.number, now=context.environment.now())
        if deleted:
            context.notes.note(f"removed old runs from the history: {', '.join(map(str, deleted))}")
