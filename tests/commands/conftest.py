"""Calls of use cases: an environment below the test's own folder, a fixed clock, and recorded notes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from personactl.commands.context import Context, Environment
from personactl.engine.app import open_engine
from personactl.engine.settings import EngineSettings
from personactl.state.paths import Paths
from personactl.state.target import Target
from tests.api.live import served
from tests.minimal_persona import write_persona

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
KEY = "key-of-a-test"


class Recorder:
    """Notes and progress of a run.

    notes: the notes, in order.
    warnings: the warnings, in order.
    working: the work that was reported as under way.
    tallies: the tally after each item of a batch.
    targets: the targets of the run, in order.
    """

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.warnings: list[str] = []
        self.working_on: list[str] = []
        self.tallies: list[str] = []
        self.targets: list[Target] = []

    def note(self, text: str) -> None:
        self.notes.append(text)

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def opened(self, target: Target, *, source: bool = False) -> None:
        self.targets.append(target)

    @contextmanager
    def progress(self, description: str, total: int) -> "Iterator[Recorder]":
        self.working_on.append(f"{description} ({total})")
        yield self

    @contextmanager
    def working(self, description: str) -> Iterator[None]:
        self.working_on.append(description)
        yield

    def advance(self, tally: str = "") -> None:
        self.tallies.append(tally)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def context(tmp_path: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A context in the folder `tmp_path / "shop"`, with no environment variables: the target is `local`."""
    folder = tmp_path / "shop"
    folder.mkdir()
    monkeypatch.chdir(folder)
    own = tmp_path / "own"
    paths = Paths(own / "config", own / "data", own / "state", own / "cache")
    return Context(Environment({}, folder, paths, lambda: NOW), recorder, recorder)


@pytest.fixture
def shop(context: Context) -> Path:
    """The context's project, with the persona `cara` and nothing else."""
    write_persona(context.environment.cwd, "cara", "Answers at the front desk")
    return context.environment.cwd


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[str]:
    """The address of a second engine, on a socket; its API key is `KEY`."""
    engine = open_engine(EngineSettings(f"sqlite:///{tmp_path / 'remote.db'}", key=KEY))
    try:
        with served(engine.app) as url:
            yield url
    finally:
        engine.close()


def with_variables(context: Context, **variables: str) -> Context:
    """The context with other environment variables."""
    return context._replace(environment=context.environment._replace(env=variables))
