from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.pull.pull_workspace import PullingBench, pulling_bench
from tests.sync.workspace import Bench, workbench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Persona files, a lock and the real engine, all in one throw-away folder."""
    folder = tmp_path / "bench"
    folder.mkdir()
    with workbench(folder) as bench:
        yield bench


@pytest.fixture
def pulling(tmp_path: Path) -> Iterator[PullingBench]:
    """An empty project and the real engine."""
    with pulling_bench(tmp_path / "pulling") as bench:
        yield bench
