"""The pre-commit hooks, run by the real pre-commit in a real git repository: those of `init`, and those of this one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from personactl.commands.project.new_project import ProjectOptions, make_project
from tests.conftest import ROOT, Result, Run

pytestmark = [pytest.mark.processes, pytest.mark.slow]

_HALF = "name: Half\n"
_HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a `personactl` on the PATH, as an installed one would be."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, options in (("personactl", "-m personactl "), ("python", "")):
        command = folder / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {options}"$@"\n')
        command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(params=["init", "personactl-validate"])
def repository(request: pytest.FixtureRequest, programs: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose first commit holds a new project, with the hook of `init` or one of this repository."""
    return _repository(tmp_path, monkeypatch, request.param)


@pytest.fixture
def correcting(programs: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository as `repository`, with the hook that corrects."""
    return _repository(tmp_path, monkeypatch, "personactl-fix")


def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: str) -> Path:
    """The hooks of this repository run as they are, but pre-commit would install a `personactl` of its own."""
    folder = tmp_path / "repository"
    make_project(folder, ProjectOptions(ci="none", pre_commit=hook == "init"))
    if hook != "init":
        config = {"repos": [{"repo": "local", "hooks": [{**_HOOKS[hook], "language": "system"}]}]}
        (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    monkeypatch.chdir(folder)
    (folder / "personas" / "_house.yaml").write_text("languageCode: en\n")
    persona = folder / "personas" / "nora.yaml"
    lines = persona.read_text(encoding="utf-8").splitlines(keepends=True)
    own = [line for line in lines if not line.startswith("languageCode:")]
    persona.write_text("".join([*own, "extends: _house.yaml\n"]), encoding="utf-8")
    _git("init", "--quiet")
    _git("config", "user.name", "Ada")
    _git("config", "user.email", "ada@shop.example")
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], check=True, capture_output=True)
    assert _commit("All").status == 0
    return folder


def _git(*arguments: str) -> Result:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    return Result(done.returncode, done.stdout, done.stderr)


def _commit(message: str, *, add: str | None = "--all") -> Result:
    """Commit, after everything was added unless `add` names something else."""
    if add is not None:
        _git("add", add)
    return _git("commit", "--quiet", "--message", message)


def test_a_good_commit_passes_and_a_bad_one_is_refused_with_its_line(repository: Path) -> None:
    path = repository / "personas" / "nora.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("name: Nora", "name: Nora B."), encoding="utf-8")
    assert _commit("Rename").status == 0
    path.write_text(path.read_text(encoding="utf-8") + "avatarid: x\n", encoding="utf-8")
    refused = _commit("Break")
    assert refused.status == 1
    assert "personas/nora.yaml:" in refused.stderr
    assert "S101" in refused.stderr


def test_the_correcting_hook_corrects_what_is_safe_and_lets_the_next_commit_pass(correcting: Path) -> None:
    path, half = correcting / "personas" / "nora.yaml", correcting / "personas" / "half.yaml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("avatarModel:", "avatarmodel:"), encoding="utf-8")
    half.write_text(_HALF + "avatarmodel: cara-4\n", encoding="utf-8")
    refused = _commit("Break", add=str(path))
    assert refused.status == 1
    assert "files were modified by this hook" in refused.stderr
    assert path.read_text(encoding="utf-8") == good
    assert "avatarmodel" in half.read_text(encoding="utf-8")
    (correcting / "README.md").write_text("Personas of the shop\n", encoding="utf-8")
    assert _commit("Mend", add=str(path)).status == 1  # nothing to commit
    assert _commit("Add a text", add="README.md").status == 0


@pytest.mark.parametrize("gone", ["personas/prompts/nora.md", "personas/_house.yaml"])
def test_a_commit_that_only_deletes_what_a_persona_needs_is_refused(repository: Path, gone: str) -> None:
    assert _git("rm", "--quiet", gone).status == 0
    refused = _commit("Delete", add=None)
    assert refused.status == 1
    assert "personas/nora.yaml:" in refused.stderr


def test_a_commit_that_deletes_the_whole_project_passes(repository: Path) -> None:
    assert _git("rm", "-r", "--quiet", "personas", "personactl.yaml").status == 0
    assert _commit("Leave", add=None).status == 0


def test_a_half_written_persona_that_was_never_added_blocks_no_commit(repository: Path) -> None:
    half = repository / "personas" / "half.yaml"
    half.write_text(_HALF, encoding="utf-8")
    (repository / "README.md").write_text("Personas of the shop\n", encoding="utf-8")
    assert _commit("Add a text", add="README.md").status == 0
    path = repository / "personas" / "nora.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("name: Nora", "name: Nora B."), encoding="utf-8")
    assert _commit("Rename", add=str(path)).status == 0
    assert half.read_text(encoding="utf-8") == _HALF
    assert "S108" in _commit("Add it", add=str(half)).stderr


def test_a_change_that_is_not_in_the_commit_does_not_block_it(repository: Path) -> None:
    path = repository / "personas" / "nora.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "avatarid: x\n", encoding="utf-8")
    (repository / "README.md").write_text("Personas of the shop\n", encoding="utf-8")
    assert _commit("Add a text", add="README.md").status == 0


def test_outside_of_a_repository_it_says_so(programs: None, project: Path, run: Run) -> None:
    refused = run("validate", "--tracked")
    assert (refused.status, refused.stdout) == (2, "")
    assert "git does not tell which files it tracks" in refused.stderr
    assert "not a git repository" in refused.stderr


def test_tracked_files_are_found_from_a_folder_below_and_through_links(project: Path, run: Run, tmp_path: Path) -> None:
    (project / "personas" / "half ü.yaml").write_text(_HALF, encoding="utf-8")
    (project / "personas" / "ça va.yaml").symlink_to("cara.yaml")
    _git("init", "--quiet")
    _git("add", "personas/cara.yaml", "personas/ça va.yaml")
    link = tmp_path / "link"
    link.symlink_to(project)
    for folder in (project, project / "personas", link):
        os.chdir(folder)
        assert "2 files checked" in run("validate", "--tracked", "--ignore", "X").stderr
    os.chdir(project)
    assert "0 files checked" in run("validate", "--tracked", "personas/half ü.yaml").stderr
    shutil.rmtree(project / "personas")
    assert run("validate", "--tracked", "personas").status == 4


def test_a_project_below_the_top_is_checked_in_the_hook_of_a_linked_worktree(
    programs: None, project: Path, tmp_path: Path
) -> None:
    """Git gives the hooks of a linked worktree a `GIT_DIR`, with which any folder looks like the top."""
    top = tmp_path / "shop"
    shutil.copytree(project, top / "agents")
    os.chdir(top)
    _git("init", "--quiet")
    _git("config", "user.name", "Ada")
    _git("config", "user.email", "ada@shop.example")
    hook = top / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nenv | grep ^GIT_DIR=\ncd agents && personactl validate --tracked\n")
    hook.chmod(0o755)
    assert _commit("All").status == 0
    assert _git("worktree", "add", "--quiet", "../other").status == 0
    os.chdir(tmp_path / "other")
    path, half = (Path("agents/personas") / name for name in ("cara.yaml", "half.yaml"))
    half.write_text(_HALF, encoding="utf-8")
    path.write_text(path.read_text() + "# a note\n", encoding="utf-8")
    passed = _git("commit", "--quiet", "--message", "Note", str(path))
    assert (passed.status, "GIT_DIR=" in passed.stderr + passed.stdout) == (0, True)
    path.write_text(path.read_text() + "avatarid: x\n", encoding="utf-8")
    refused = _git("commit", "--quiet", "--message", "Break", "--all")
    assert refused.status == 1
    assert "personas/cara.yaml:" in refused.stderr + refused.stdout


def test_settings_that_cannot_be_used_refuse_every_commit(repository: Path) -> None:
    (repository / "personactl.yaml").write_text("lint: [\n", encoding="utf-8")
    assert _commit("Break the settings").status == 1


def test_without_git_it_says_so(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    refused = run("validate", "--tracked")
    assert refused.status == 2
    assert "git is not installed" in refused.stderr
