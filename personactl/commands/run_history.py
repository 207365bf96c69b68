"""Keeping what a run overwrites, and saying afterwards under which number it can be brought back."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from personactl.commands.apply_plan import PlanRun
    from personactl.commands.context import Context
    from personactl.state.history_writer import Recorder
    from personactl.sync.apply.snapshot import SaveSnapshot, Snapshot


@contextmanager
def keeping_history(run: "PlanRun") -> "Iterator[SaveSnapshot]":
    """A function that `run` hands its snapshots to; a note afterwards says how to bring them back."""
    from personactl.state.history import About, history_folder
    from personactl.state.history_writer import recording

    environment = run.context.environment
    folder = history_folder(environment.paths.state, run.root)
    about = About(environment.now(), run.command, run.target.name, run.target.origin, run.undoes)
    with recording(folder, about) as recorder:
        try:
            yield lambda snapshot: _keep(recorder, snapshot)
        finally:
            _note_kept(recorder, folder, run.context)


def _keep(recorder: "Recorder", snapshot: "Snapshot") -> None:
    from personactl.state.history import Kept

    kept = Kept(
        snapshot.address,
        snapshot.remote_id,
        snapshot.name,
        snapshot.updated_at,
        snapshot.values,
        snapshot.status,
    )
    recorder.keep(kept, snapshot.content)


def _note_kept(recorder: "Recorder", folder: Path, context: "Context") -> None:
    from personactl.errors import StorageError
    from personactl.state.history_writer import forget_old

    if recorder.number is None:
        return
    what = "1 resource" if recorder.count == 1 else f"{recorder.count} resources"
    context.notes.note(f"kept what {what} held before: 'personactl rollback {recorder.number}' brings it back")
    with suppress(StorageError):
        forgotten = forget_old(folder, recorder.number, now=context.environment.now())
        if forgotten:
            context.notes.note(f"forgot what old runs had overwritten: {', '.join(map(str, forgotten))}")
