"""Unreadable files are reported all at once, and results of reading are cached for all commands."""

from pathlib import Path

import pytest

from tests.conftest import EngineServer, Result, Run
from tests.minimal_persona import write_persona

COMMANDS = (("diff",), ("status",), ("pull",), ("pull", "--dry-run"), ("push", "--no-validate"))
PROMOTE = ("promote", "local", "env", "--dry-run")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with three personas in it."""
    folder = tmp_path / "small"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for key in ("ada", "ben", "cara"):
        write_persona(folder, key, "Front desk")
    return folder


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_all_that_cannot_be_read_is_listed(project: Path, run: Run, command: tuple[str, ...]) -> None:
    _spoil(project)
    _refused_for_both(run(*command))


def test_promote_lists_it_too(project: Path, run: Run, served: EngineServer) -> None:
    run("push", "--yes", "--profile", "local")
    _spoil(project)
    _refused_for_both(run(*PROMOTE))


def test_a_status_of_several_targets_lists_it_once(project: Path, run: Run, served: EngineServer) -> None:
    _spoil(project)
    refused = run("status", "--all-profiles")
    assert refused.stderr.count("ada.yaml:2:1") == 2  # the finding and the error


def test_a_pull_of_one_persona_does_not_mind_the_others(project: Path, run: Run) -> None:
    run("push", "--yes")
    _spoil(project)
    assert run("pull", "cara").status == 0


@pytest.mark.parametrize("command", [*COMMANDS[:-1], PROMOTE], ids=" ".join)
def test_what_was_read_is_remembered(
    project: Path, home: Path, run: Run, served: EngineServer, command: tuple[str, ...]
) -> None:
    run("push", "--yes", "--profile", "local")
    kept = home / "personactl" / "cache" / "resources.sqlite"
    kept.unlink()
    assert run(*command).status == 0
    assert kept.exists()


def _spoil(project: Path) -> None:
    (project / "personas" / "ada.yaml").write_text("name: [\n")
    path = project / "personas" / "ben.yaml"
    path.write_text(path.read_text().replace("voiceId", "voiceID"))


def _refused_for_both(result: Result) -> None:
    assert (result.status, result.stdout) == (2, "")
    assert "3 errors in the project's files" in result.stderr
    assert "ada.yaml:2:1" in result.stderr
    assert "ben.yaml:4:1" in result.stderr
