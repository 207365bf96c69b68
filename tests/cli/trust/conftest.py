"""A repository of somebody else, which names an address of theirs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.trust.listener import Listener, listening
from tests.minimal_persona import write_persona

KEY = "the-key-of-the-user"


@pytest.fixture
def evil() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
def hostile(project: Path, evil: Listener, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example project, whose only profile leads to `evil`; the environment has the key that it names."""
    name_profile(project, evil.url)
    monkeypatch.setenv("ANAM_API_KEY_LIVE", KEY)
    return project


def name_profile(project: Path, url: str, variable: str = "ANAM_API_KEY_LIVE") -> None:
    (project / "personactl.yaml").write_text(f"profiles:\n  p: {{apiUrl: '{url}', keyEnv: {variable}}}\n")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shop"
    for name in ("tools", "llms"):
        (folder / name).mkdir(parents=True)
    write_persona(folder, "cara", "one")
    monkeypatch.chdir(folder)
    return folder
