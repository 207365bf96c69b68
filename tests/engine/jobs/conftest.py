"""A database for jobs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from personactl.engine.store.database import Database, open_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(str(tmp_path / "jobs.db"))
    yield database
    database.close()
