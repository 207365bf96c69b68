"""What a use case needs from its process: the environment, and a place for notes and progress.

A face makes one `Context` for each run and passes it on. Use cases read nothing from the process themselves.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from personactl.state.paths import Paths

if TYPE_CHECKING:
    from personactl.state.target import Target


def utc_now() -> datetime:
    """Return the current time as an aware UTC datetime."""
    return datetime.now(UTC)


class Environment(NamedTuple):
    """The environment of one run.

    env: the environment variables.
    cwd: the current folder of the process, absolute. Relative paths start here. It must not be another folder: files
        that a lint run names by relative paths are opened from the folder of the process.
    paths: personactl's own folders in the user's home.
    now: the clock; it returns aware UTC datetimes.
    named_project: the folder of the project that the named files belong to; None for the project around `cwd`.
    started_in: the folder that the user is in, absolute, which findings are shown relative to; None for `cwd`.
    """

    env: Mapping[str, str]
    cwd: Path
    paths: Paths
    now: Callable[[], datetime] = utc_now
    named_project: Path | None = None
    started_in: Path | None = None

    @property
    def project_start(self) -> Path:
        """The folder from which the project of the run is looked for."""
        return self.named_project or self.cwd


class Notes(Protocol):
    """Takes what a run reports beside its answer: sentences for a person, and the targets that it uses."""

    def note(self, text: str) -> None:
        """Take a piece of information; a quiet run drops it."""

    def warn(self, text: str) -> None:
        """Take a warning; it is never dropped."""

    def opened(self, target: "Target", *, source: bool = False) -> None:
        """Take a target that the run uses, which an answer for programs names.

        source: whether a promotion only copies from it.
        """


class Counter(Protocol):
    """Counts the finished items of a batch, failed ones included."""

    def advance(self, tally: str = "") -> None:
        """Count one item.

        tally: the outcomes so far, in a few words.
        """


class Progress(Protocol):
    """Shows that a run is still working."""

    def progress(self, description: str, total: int) -> AbstractContextManager[Counter]:
        """Show a counter of `total` items until the block ends."""

    def working(self, description: str) -> AbstractContextManager[None]:
        """Show that work of unknown length is under way until the block ends."""


class Context(NamedTuple):
    """What a face passes to a use case.

    environment: the environment of the run.
    notes: takes sentences for a person.
    progress: shows the progress of long work.
    """

    environment: Environment
    notes: Notes
    progress: Progress
