"""Folders with very many entries, and very deep ones, end a walk with an error that names the folder."""

import os
import shutil
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest

from personactl.files.folder_walk import (
    MOST_DEPTH,
    MOST_ENTRIES,
    MOST_WALKED,
    FolderLimitError,
    FolderWalk,
    folder_names,
)
from personactl.files.path_patterns import matching_paths
from tests.conftest import Run
from tests.files.hostile import make_project


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    clone = make_project(tmp_path)
    monkeypatch.chdir(clone)
    return clone


def make_deep(folder: Path, levels: int) -> None:
    """Make folders that are too deep for any path to name them."""
    place = os.open(folder, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("d", dir_fd=place)
        inner = os.open("d", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(place)


@pytest.fixture
def deep(clone: Path) -> Iterator[Path]:
    make_deep(clone / "personas", 600)
    yield clone
    shutil.rmtree(clone / "personas")


@pytest.fixture
def full(clone: Path) -> Path:
    for number in range(MOST_ENTRIES + 1):
        os.mknod(clone / "personas" / f"{number}.yaml")
    return clone


def test_a_folder_that_is_too_deep_is_named(deep: Path, run: Run) -> None:
    for words in (["validate"], ["validate", "personas/**/*.yaml"], ["diff"], ["push", "--yes"], ["status"]):
        done = run(*words)
        assert done.status == 2, words
        assert "cannot read d: it lies more than 64 folders deep" in done.stderr
        assert "let git ignore what is not part of the project" in done.stderr


def test_a_depth_that_people_use_is_read(clone: Path, run: Run) -> None:
    inner = clone / "personas"
    for number in range(MOST_DEPTH):
        inner = inner / f"{number}"
    inner.mkdir(parents=True)
    (inner / "x.yaml").write_text("nme: x\n")
    assert f"{inner.relative_to(clone)}/x.yaml:1:1 S101" in run("validate").stdout


@pytest.mark.slow
def test_a_folder_with_too_many_entries_is_named(full: Path, run: Run) -> None:
    for words in (["validate"], ["validate", "personas/*.yaml"], ["diff"]):
        done = run(*words)
        assert done.status == 2, words
        assert "cannot read personas: it has more than 100,000 entries" in done.stderr
    with pytest.raises(FolderLimitError):
        folder_names(full / "personas")


def test_links_that_lead_back_give_every_file_once(clone: Path, run: Run) -> None:
    for number in range(30):
        (clone / "personas" / f"l{number}").symlink_to(".")
    assert run("validate").status == 0
    assert "1 file checked" in run("validate", "personas/*").stderr


def test_a_pattern_that_links_multiply_ends(clone: Path) -> None:
    """Eight levels of 31 entries would be 850 billion paths. What is walked has a bound, which is a million else."""
    for number in range(30):
        (clone / "personas" / f"l{number}").symlink_to(".")
    with pytest.raises(FolderLimitError, match="more than 10,000 files and folders"):
        list(matching_paths(clone / "personas", "*/*/*/*/*/*/*/*", most=10_000))
    assert list(matching_paths(clone / "personas", "*/*/*", most=50_000))
    assert signature(matching_paths).parameters["most"].default == MOST_WALKED == 1_000_000


@pytest.mark.parametrize(
    "pattern",
    [
        "*",
        "**/*",
        "*.md",
        "a/*",
        "a/**/*.md",
        "**/b.md",
        "**/a/**/*",
        "?/*",
        "[ab]/*",
        "a/b.md",
        "**/**/**/*.md",
        "*/*/*",
    ],
)
def test_a_pattern_matches_what_pathlib_says(tmp_path: Path, pattern: str) -> None:
    top = tmp_path / "top"
    for name in ("b.md", "a/b.md", "a/c.txt", "a/a/b.md", "a/a/a/c.md", "b/x.md", "b/a/b.md", "[a]/b.md"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("")
    found = list(matching_paths(top, pattern))
    assert sorted(found) == sorted(set(top.glob(pattern)))


def test_hidden_files_match_no_pattern_and_are_not_below(tmp_path: Path) -> None:
    for name in ("top/.git/x.md", "top/.x.md", "top/y.md", "top/sub/z.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    top = tmp_path / "top"
    (top / "link").symlink_to("sub")
    assert sorted(matching_paths(top, "**/*.md")) == [top / "sub/z.md", top / "y.md"]
    assert list(FolderWalk().files_below(top)) == [top / "y.md", top / "sub/z.md"]
