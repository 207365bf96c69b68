"""History: what runs from this machine overwrote or deleted, with the earlier values.

Push, promote and rollback record it here; `history` lists it, and `rollback` takes its plan from it.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.command_hint import run_hint
from personactl.commands.context import Context, Environment
from personactl.commands.project.named_project import environment_in_project_of
from personactl.commands.resource_filter import ResourceFilter
from personactl.errors import NotFoundError, PersonactlError, UsageError
from personactl.state.history import history_folder
from personactl.state.paths import needed

if TYPE_CHECKING:
    from personactl.commands.apply_plan import PlanRun
    from personactl.report.plan.history_report import HistoryEntry
    from personactl.state.history import DamagedRun, Run, SavedResource
    from personactl.state.history_writer import Recorder
    from personactl.state.project import Project
    from personactl.sync.apply.snapshot import SaveSnapshot, Snapshot


def list_runs(
    name: str | None, profile: str | None, limit: int, environment: Environment
) -> "tuple[list[HistoryEntry], list[DamagedRun]]":
    """Return the newest runs, newest first, and the runs that cannot be read.

    name: only runs that changed these resources (a key, kind/key, path or pattern); None for all.
    profile: only runs on the target of this profile; None for all.
    limit: the maximum number of runs.

    Raises `NotFoundError` for a name that neither a run nor the project has, and `UsageError` for an unknown profile.
    """
    from personactl.report.plan.history_report import HistoryEntry
    from personactl.state.history import DamagedRun, runs

    project = _project(name, environment)
    only = ResourceFilter([] if name is None else [name], project, environment)
    folder = history_folder(needed(environment.paths.state), project.root)
    listed: list[HistoryEntry] = []
    damaged: list[DamagedRun] = []
    for found in runs(folder):
        if len(listed) == limit:
            break
        if isinstance(found, DamagedRun):
            damaged.append(found)
        elif profile is None or found.info.profile == profile:
            try:
                saved = _saved_resources(found, only)
            except PersonactlError as error:
                damaged.append(DamagedRun(found.number, found.path, error))
                continue
            if saved or name is None:
                listed.append(HistoryEntry(found, saved))
    if not listed:
        _refuse_unknown(only, profile, project, environment)
    return listed, damaged


def read_run(number: int, name: str | None, environment: Environment) -> "HistoryEntry":
    """Return one run with the earlier values.

    number: the number of the run.
    name: only these resources (a key, kind/key, path or pattern); None for all.

    Raises `NotFoundError` if there is no such run, or if it did not change what `name` names.
    """
    from personactl.report.plan.history_report import HistoryEntry
    from personactl.state.history import find_run, saved_resources
    from personactl.state.machine.entry_names import EntryNames
    from personactl.state.project import suggestion
    from personactl.sync.values.field_paths import texts_in

    project = _project(name, environment)
    only = ResourceFilter([] if name is None else [name], project, environment)
    run = find_run(history_folder(needed(environment.paths.state), project.root), number)
    saved = list(saved_resources(run))
    found = [one for one in saved if only.includes(one.address)]
    if name is not None and not found:
        hint = suggestion(name, sorted({one.address.key for one in saved})) if saved else "leave the name out"
        raise NotFoundError(f"run {number} did not overwrite or delete {name!r}", where=str(run.path), hint=hint)
    ids = {value for each in found for value in texts_in([dict(each.values), dict(each.after or {})])}
    names = EntryNames(environment.paths.cache, run.info.origin, environment.now()).known(ids)
    return HistoryEntry(run, found, names)


def _saved_resources(run: "Run", only: ResourceFilter) -> "list[SavedResource]":
    from personactl.state.history import saved_resources

    return [saved for saved in saved_resources(run, values=False) if only.includes(saved.address)]


def _project(name: str | None, environment: Environment) -> "Project":
    from personactl.state.project import find_project

    return find_project(environment_in_project_of([] if name is None else [name], environment).project_start)


def _refuse_unknown(only: ResourceFilter, profile: str | None, project: "Project", environment: Environment) -> None:
    """Raise `NotFoundError` for a name of nobody, and `UsageError` for a profile that neither exists nor has a run."""
    from personactl.persona.project_resource import Address
    from personactl.state.history import Run, runs, saved_resources
    from personactl.state.named_files import all_files
    from personactl.state.profile_settings import ENV, LOCAL
    from personactl.state.profiles import read_profiles
    from personactl.state.project import suggestion
    from personactl.state.target import PROFILE_OPTION, known_profiles

    known = {Address(kind, path.stem) for kind, paths in all_files(project).items() for path in paths}
    profiles = {LOCAL, ENV, *known_profiles(project, read_profiles(environment.paths))}
    for run in runs(history_folder(needed(environment.paths.state), project.root)):
        if isinstance(run, Run):
            profiles.add(run.info.profile)
            with suppress(PersonactlError):
                known |= {saved.address for saved in saved_resources(run, values=False)}
    if profile is not None and profile not in profiles:
        hint = suggestion(profile, sorted(profiles))
        raise UsageError(f"there is no profile '{profile}'", where=PROFILE_OPTION, hint=hint)
    if (unknown := only.unknown_word(known)) is not None:
        names = sorted({one.key for one in known})
        hint = suggestion(unknown, names) if names else "there is neither a file nor a run in this project"
        message = f"neither the project nor its history has {unknown!r}"
        raise NotFoundError(message, where=str(project.root), hint=hint)


@contextmanager
def record_history(run: "PlanRun", account: str = "") -> "Iterator[SaveSnapshot]":
    """Yield a function that records the snapshots of `run`. At the end, note how they can be restored.

    account: the account of the target in the lock.
    """
    from personactl.state.history import RunInfo
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
    rollback = run_hint("rollback", str(recorder.number))
    context.notes.note(f"the earlier values of {what} are saved: '{rollback}' restores them")
    with suppress(StorageError):
        deleted = delete_old_runs(folder, recorder.number, now=context.environment.now())
        if deleted:
            context.notes.note(f"removed old runs from the history: {', '.join(map(str, deleted))}")
