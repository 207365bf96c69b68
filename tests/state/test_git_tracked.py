"""Git is asked for names only: no program that a repository's settings name is run, and no key is passed on."""

import os
import subprocess
from pathlib import Path

import pytest

from personactl.errors import UsageError
from personactl.state import git_tracked
from personactl.state.git_tracked import tracked_files

pytestmark = pytest.mark.processes


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "a.yaml").write_text("name: A\n")
    for arguments in (["init", "--quiet"], ["add", "a.yaml"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    return folder


@pytest.mark.parametrize("setting", ["core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "core.editor"])
def test_no_program_of_a_repository_is_run(repository: Path, tmp_path: Path, setting: str) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path / 'pwned'}\n")
    program.chmod(0o755)
    subprocess.run(["git", "config", setting, str(program)], cwd=repository, check=True)
    assert tracked_files(repository, os.environ) == {str(repository / "a.yaml")}
    assert not (tmp_path / "pwned").exists()


def test_git_that_waits_for_a_pipe_is_given_up(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / ".git" / "index").unlink()
    os.mkfifo(repository / ".git" / "index")
    monkeypatch.setattr(git_tracked, "_TIMEOUT_S", 0.5)
    with pytest.raises(UsageError, match="does not tell within"):
        tracked_files(repository, os.environ)


def test_git_gets_no_key(repository: Path, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nenv > {tmp_path / 'env'}\n")
    program.chmod(0o755)
    secrets = {"ANAM_API_KEY": "hush", "ORDERS_TOKEN": "hush", "PERSONACTL_LLM_KEY": "hush"}
    kept = {"PATH": f"{program.parent}:{os.environ['PATH']}", "GIT_INDEX_FILE": "kept", "SSH_AUTH_SOCK": "kept"}
    tracked_files(repository, {**secrets, **kept})
    shown = (tmp_path / "env").read_text()
    assert "hush" not in shown
    assert "GIT_INDEX_FILE=kept" in shown
