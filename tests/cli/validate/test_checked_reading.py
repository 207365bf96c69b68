"""A push checks and reads many files together; the results do not depend on processes or caches."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import Result, Run
from tests.minimal_persona import write_persona

MANY = 90
REHEARSED = ("push", "--dry-run")
FORGOTTEN = {
    "nothing": (),
    "what was checked": ("lint.sqlite",),
    "what was read": ("resources.sqlite",),
    "both": ("lint.sqlite", "resources.sqlite"),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with many personas in it; one extends another file, and one has its prompt beside it."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(MANY):
        write_persona(folder, f"persona-{number:02}", f"Number {number}")
    (folder / "personas" / "_desk.yaml").write_text("description: From the base\n")
    _edit(folder, "persona-07", "description: Number 7", "extends: _desk.yaml")
    (folder / "personas" / "prompt.md").write_text("You answer questions about lamps.\n\nBe brief.\n")
    prompt = "You answer questions about opening hours in one short spoken sentence."
    _edit(folder, "persona-08", f"systemPrompt: {prompt}", "systemPromptFile: prompt.md")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("forgotten", FORGOTTEN)
def test_what_is_known_from_last_time_makes_no_difference(
    project: Path, home: Path, run_process: Run, forgotten: str
) -> None:
    first = run_process(*REHEARSED)
    assert (first.status, first.stdout.count("description")) == (0, MANY)
    assert "From the base" in first.stdout
    for name in FORGOTTEN[forgotten]:
        (home / "personactl" / "cache" / name).unlink()
    assert run_process(*REHEARSED) == first


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not bind processes to cores")
def test_one_core_makes_no_difference(project: Path, home: Path, run_process: Run) -> None:
    with _one_core():
        one = run_process(*REHEARSED)
    (home / "personactl" / "cache" / "lint.sqlite").unlink()
    (home / "personactl" / "cache" / "resources.sqlite").unlink()
    assert run_process(*REHEARSED) == one
    assert "90 to create" in one.stderr


@pytest.mark.slow
def test_files_that_are_not_checked_are_read_as_well(project: Path, run_process: Run) -> None:
    unchecked = run_process(*REHEARSED, "--no-validate")
    assert unchecked == run_process(*REHEARSED)


def test_files_that_are_named_are_read_as_well(project: Path, run_process: Run) -> None:
    assert run_process(*REHEARSED, "personas") == run_process(*REHEARSED)


@pytest.mark.processes
def test_errors_in_files_come_before_a_target_that_is_not_there(project: Path, run: Run) -> None:
    _edit(project, "persona-50", "voiceId", "voiceID")
    refused = run(*REHEARSED, "--profile", "nowhere")
    assert "persona-50.yaml:1:1 S108" in _where(refused)
    assert _where(run(*REHEARSED, "--profile", "nowhere", "--no-validate")) == "--profile"


def test_one_broken_file_among_many_is_named_and_nothing_is_planned(project: Path, run_process: Run) -> None:
    _edit(project, "persona-50", "voiceId", "voiceID")
    refused = run_process(*REHEARSED)
    assert (refused.status, refused.stdout) == (2, "")
    assert "persona-50.yaml:1:1 S108" in _where(refused)
    _edit(project, "persona-50", "voiceID", "voiceId")
    assert run_process(*REHEARSED).status == 0


def _edit(project: Path, key: str, old: str, new: str) -> None:
    path = project / "personas" / f"{key}.yaml"
    path.write_text(path.read_text().replace(old, new))


def _where(result: Result) -> str:
    return next(line for line in result.stderr.splitlines() if line.startswith("  where: ")).removeprefix("  where: ")


@contextmanager
def _one_core() -> Iterator[None]:
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(every)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)
