"""personactl's own folders."""

from pathlib import Path

import pytest

from personactl.state.paths import Paths


def test_everything_lies_below_personactl_home_when_it_is_set(tmp_path: Path) -> None:
    paths = Paths.from_environment({"PERSONACTL_HOME": str(tmp_path / "h")}, tmp_path)
    assert paths == Paths(*(tmp_path / "h" / name for name in ("config", "data", "state", "cache")))


def test_a_relative_personactl_home_starts_at_the_given_folder(tmp_path: Path) -> None:
    assert Paths.from_environment({"PERSONACTL_HOME": "h"}, tmp_path).data == tmp_path / "h" / "data"


@pytest.mark.parametrize("env", [{}, {"PERSONACTL_HOME": ""}])
def test_without_it_the_folders_are_the_platform_s_below_the_user_s_home(env: dict[str, str], home: Path) -> None:
    paths = Paths.from_environment(env, home)
    for folder in (paths.config, paths.data, paths.state, paths.cache):
        assert folder is not None
        assert folder.is_relative_to(home)
        assert "personactl" in folder.parts


def test_asking_for_the_folders_makes_none_of_them(tmp_path: Path) -> None:
    Paths.from_environment({"PERSONACTL_HOME": str(tmp_path / "h")}, tmp_path)
    assert list(tmp_path.glob("h")) == []
