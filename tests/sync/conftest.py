from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.bench import Bench, workbench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Persona files, a lock and the real engine, all in one throw-away folder."""
    folder = tmp_path / "bench"
    folder.mkdir()
    with workbench(folder) as bench:
        yield bench
