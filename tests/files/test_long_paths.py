"""A path that no system opens costs no look at each of its folders."""

import os
from pathlib import Path

import pytest

from personactl.files.repository import real_path


@pytest.mark.parametrize("part", ["a/", "../", "a/../", "./"])
def test_a_path_that_is_too_long_is_not_looked_up_folder_by_folder(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []
    lstat = os.lstat

    def counted(path: str) -> os.stat_result:
        looks.append(path)
        return lstat(path)

    monkeypatch.setattr(os, "lstat", counted)
    real_path(f"{tmp_path}/{part * 40_000}b")
    assert len(looks) < 100


def test_the_links_of_a_path_that_is_short_by_name_are_resolved(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "link").symlink_to("out")
    assert real_path(f"{tmp_path}/link/{'a/../' * 40_000}file") == os.path.realpath(tmp_path / "out" / "file")
