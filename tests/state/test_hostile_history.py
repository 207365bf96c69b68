"""The git history of a repository that was unpacked, not cloned: anything may lie in its folder `.git`."""

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from personactl.fingerprint import value_fingerprint
from personactl.state.base_texts.git_history import text_in_history

pytestmark = pytest.mark.processes
_OLD = "You answer questions about opening hours."


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Ida", "-c", "user.email=ida@example.com"]
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    repository = tmp_path / "repository"
    (repository / "personas").mkdir(parents=True)
    git(repository, "init", "-q")
    (repository / "personas" / "mona.md").write_text(f"{_OLD}\n")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "old")
    (repository / "personas" / "mona.md").write_text("You answer nothing.\n")
    return repository


@pytest.fixture(autouse=True)
def limited_memory() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


def found(repository: Path) -> str | None:
    return text_in_history([repository / "personas" / "mona.md"], value_fingerprint(_OLD))


def test_an_honest_history_has_the_text_also_in_another_work_tree(repository: Path, tmp_path: Path) -> None:
    assert found(repository) == _OLD
    git(repository, "worktree", "add", "-q", str(tmp_path / "other"))
    assert found(tmp_path / "other") == _OLD


def in_place(name: str) -> Callable[[Path], None]:
    def put_pipe(git_folder: Path) -> None:
        path = git_folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        os.mkfifo(path)

    return put_pipe


def link_of_objects(git_folder: Path) -> None:
    os.mkfifo(git_folder.parent.parent / "pipe")
    (git_folder / "objects" / "pack" / "pack-1.idx").symlink_to(git_folder.parent.parent / "pipe")


def include(git_folder: Path) -> None:
    os.mkfifo(git_folder.parent.parent / "pipe")
    with (git_folder / "config").open("a") as config:
        config.write(f"[Include]\n\tpath = {git_folder.parent.parent / 'pipe'}\n")


def alternates(git_folder: Path) -> None:
    (git_folder / "objects" / "info").mkdir(exist_ok=True)
    (git_folder / "objects" / "info" / "alternates").write_text("/\n")


def endless_settings(git_folder: Path) -> None:
    (git_folder / "config").unlink()
    (git_folder / "config").symlink_to("/dev/zero")


def file_in_place(git_folder: Path) -> None:
    git_folder.rename(git_folder.with_name("moved"))
    git_folder.write_bytes(b"gitdir: \0/dev\n")


@pytest.mark.parametrize(
    "damage",
    [
        in_place("config"),
        in_place("HEAD"),
        in_place("packed-refs"),
        in_place("refs/heads/other"),
        in_place("objects/info/commit-graph"),
        in_place("objects/pack/pack-1.idx"),
        link_of_objects,
        include,
        alternates,
        endless_settings,
        file_in_place,
    ],
    ids=lambda damage: damage.__qualname__,
)
def test_what_could_hang_or_lead_elsewhere_is_no_history(repository: Path, damage: Callable[[Path], None]) -> None:
    damage(repository / ".git")
    assert found(repository) is None


def test_a_pipe_in_the_place_of_the_repository_is_no_history(repository: Path) -> None:
    (repository / ".git").rename(repository / "moved")
    os.mkfifo(repository / ".git")
    assert found(repository) is None


@pytest.mark.slow
def test_a_version_that_is_large_when_it_is_decompressed_is_skipped(repository: Path) -> None:
    """A gigabyte takes a megabyte in a repository."""
    with (repository / "personas" / "mona.md").open("wb") as file:
        file.truncate(1 << 30)
    git(repository, "-c", "core.bigFileThreshold=2g", "add", ".")
    git(repository, "commit", "-q", "-m", "large")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert found(repository) == _OLD
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
