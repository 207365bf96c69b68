from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.pull.pull_workspace import PullWorkspace, open_pull_workspace
from tests.sync.workspace import Workspace, open_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Persona files, a lock and the real engine, all in one temporary folder."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    with open_workspace(folder) as workspace:
        yield workspace


@pytest.fixture
def pulling(tmp_path: Path) -> Iterator[PullWorkspace]:
    """An empty project and the real engine."""
    with open_pull_workspace(tmp_path / "pulling") as workspace:
        yield workspace
