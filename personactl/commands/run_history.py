"""Keeping what a run overwrites, and saying afterwards under which number it can be brought back."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.cli.environment import current_environment
from personactl.cli.output import Output

if TYPE_CHECKING:
    from personactl.state.recording import Recorder
    from personactl.state.target import Target
    from personactl.sync.apply.snapshot import Keep, Snapshot


@contextmanager
def keeping(command: str, target: "Target", root: Path, out: Output, *, undoes: int | None = None) -> "Iterator[Keep]":
    """What a run against `target` hands its snapshots to. `command` is the verb that the user typed, `undoes` the run
    that a rollback takes back."""
    from personactl.state.history import About, history_folder
    from personactl.state.recording import recording

    surroundings = current_environment()
    folder = history_folder(surroundings.paths.state, root)
    about = About(surroundings.now(), command, target.name, target.origin, undoes)
    with recording(folder, about) as recorder:
        try:
            yield lambda snapshot: _keep(recorder, snapshot)
        finally:
            _tell(recorder, folder, out)


def _keep(recorder: "Recorder", snapshot: "Snapshot") -> None:
    from personactl.state.history import Kept

    kept = Kept(
        snapshot.address,
        snapshot.remote_id,
        snapshot.name,
        snapshot.updated_at,
        snapshot.values,
        snapshot.deed,
    )
    recorder.keep(kept, snapshot.content)


def _tell(recorder: "Recorder", folder: Path, out: Output) -> None:
    from personactl.errors import StorageError
    from personactl.state.recording import forget_old

    if recorder.number is None:
        return
    what = "1 resource" if recorder.count == 1 else f"{recorder.count} resources"
    out.note(f"kept what {what} held before: 'personactl rollback {recorder.number}' brings it back")
    with suppress(StorageError):
        forgotten = forget_old(folder, recorder.number, now=current_environment().now())
        if forgotten:
            out.note(f"forgot what old runs had overwritten: {', '.join(map(str, forgotten))}")
