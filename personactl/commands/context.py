"""What a use case takes from the process that it runs in: the environment, and where notes and progress go.

A face makes one `Context` for each run and passes it down, so that nothing below reads the process on its own.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from personactl.state.paths import Paths


def utc_now() -> datetime:
    """The time of day, aware, in UTC."""
    return datetime.now(UTC)


class Environment(NamedTuple):
    """The surroundings of one run.

    env: the environment variables.
    cwd: the current folder, absolute.
    paths: the user's own folders of personactl.
    now: the clock; it returns aware UTC times.
    """

    env: Mapping[str, str]
    cwd: Path
    paths: Paths
    now: Callable[[], datetime] = utc_now


class Notes(Protocol):
    """Takes sentences for a person, which are no part of the answer."""

    def note(self, text: str) -> None:
        """Something worth knowing; a quiet run drops it."""

    def warn(self, text: str) -> None:
        """Something that may be wrong; it is never dropped."""


class Counter(Protocol):
    """Progress of a batch: counts items, whatever became of them."""

    def advance(self, tally: str = "") -> None:
        """Count one item; `tally` says in a few words what became of the items so far."""


class Progress(Protocol):
    """Shows that long work goes on."""

    def progress(self, description: str, total: int) -> AbstractContextManager[Counter]:
        """Count up to `total` items."""

    def working(self, description: str) -> AbstractContextManager[None]:
        """Show a sign of life while work of unknown length goes on."""


class Context(NamedTuple):
    """What every use case gets.

    environment: the surroundings of the run.
    notes: where sentences for a person go.
    progress: where long work shows itself.
    """

    environment: Environment
    notes: Notes
    progress: Progress
