"""A user without a home folder, and one whose HOME is empty or relative."""

import pwd
from pathlib import Path

import pytest

from personactl.errors import UsageError
from personactl.state.paths import Paths, needed
from tests.conftest import Run

_NOTHING_STORED = (("validate",), ("rule", "S101"), ("schema",), ("auth", "list"), ("auth", "status"), ("init", "new"))
_STORED = (
    ("diff",),
    ("push", "--yes"),
    ("status",),
    ("pull",),
    ("history",),
    ("rollback", "--last"),
    ("token", "cara"),
    ("talk", "cara", "--say", "Hello"),
    ("session", "list"),
    ("engine", "serve", "--port", "0"),
)


@pytest.fixture
def _no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user is in no password database, as in a container that runs under a number."""

    def unknown(number: int) -> pwd.struct_passwd:
        raise KeyError(f"getpwuid(): uid not found: {number}")

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for name in ("HOME", "PERSONACTL_HOME"):
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("_no_home")
@pytest.mark.parametrize("arguments", _NOTHING_STORED)
def test_what_stores_nothing_does_without_a_home_folder(arguments: tuple[str, ...], project: Path, run: Run) -> None:
    assert run(*arguments).status == 0


@pytest.mark.usefixtures("_no_home")
@pytest.mark.parametrize("arguments", _STORED)
def test_what_stores_something_asks_for_a_home_folder(arguments: tuple[str, ...], project: Path, run: Run) -> None:
    before = sorted(project.rglob("*"))
    refused = run(*arguments)
    assert (refused.status, refused.stdout) == (2, "")
    assert "error[usage]: this user has no home folder" in refused.stderr
    assert "  next: set HOME, or PERSONACTL_HOME, to a folder" in refused.stderr
    assert sorted(project.rglob("*")) == before


@pytest.mark.usefixtures("_no_home")
def test_a_folder_that_xdg_names_needs_no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    paths = Paths.from_environment({}, Path("/"))
    assert needed(paths.state) == tmp_path / "personactl"
    with pytest.raises(UsageError):
        needed(paths.data)


@pytest.mark.parametrize("value", ["", "relative", "./x", "~"])
@pytest.mark.parametrize("name", ["HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"])
def test_an_empty_or_relative_folder_counts_as_unset(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    for path in Paths.from_environment({}, Path("/")):
        assert path is not None
        assert path.is_absolute()
        assert path.parts[1] != "personactl"
        assert tmp_path / "home" in path.parents or name == "HOME"
