"""Patterns with several `**` find what `Path.glob` finds, and look at each folder once."""

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from personactl.persona.read.path_glob import glob


def test_every_pattern_finds_what_pathlib_finds(tmp_path: Path) -> None:
    draw = random.Random(5)
    for _ in range(40):
        folder = tmp_path.joinpath(*(draw.choice(["a", "b", "ab", "x"]) for _ in range(draw.randint(1, 4))))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / draw.choice(["a.md", "b.md", ".h"])).touch()
    for _ in range(400):
        pattern = "/".join(draw.choice(["**", "**", "*", "a", "a*", "*.md", "?"]) for _ in range(draw.randint(1, 5)))
        assert sorted(glob(tmp_path, pattern)) == sorted(set(tmp_path.glob(pattern))), pattern


def test_each_folder_is_looked_at_once_however_many_ways_lead_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deepest = tmp_path.joinpath(*"abcdefghij")
    deepest.mkdir(parents=True)
    (deepest / "hours.md").touch()
    looked_at: Counter[str] = Counter()
    scandir = os.scandir

    def counted(path: str) -> object:
        looked_at[str(path)] += 1
        return scandir(path)

    monkeypatch.setattr(os, "scandir", counted)

    assert list(glob(tmp_path, "**/*/**/*/**/**/*/**/*.md")) == [deepest / "hours.md"]
    assert set(looked_at.values()) == {1}
