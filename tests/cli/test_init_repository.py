"""`personactl init` in a folder of a repository, on a terminal, and for GitLab; `init --schemas`."""

import json
import os
import pty
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.child_process import PERSONACTL, child_on_terminal
from tests.conftest import Result, Run

FOLDERS = (
    "agents",
    "apps/two words",
    'it\'s "my" $(touch pwned) : #dir',
    "-dash",
    "`touch pwned` & {a: b}",
    "ä 😀",
    "a\\b",
)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like the root of a repository; the current folder of the test."""
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


@pytest.mark.processes
@pytest.mark.parametrize("folder", FOLDERS)
def test_any_name_of_a_folder_arrives_in_ci_and_runs_nothing(repository: Path, run: Run, folder: str) -> None:
    gitlab = run("init", "--quiet", "--ci", "gitlab", "--", folder)
    assert gitlab.status == 0
    jobs = yaml.safe_load((repository / ".gitlab-ci.yml").read_text())
    assert _folder_after(jobs[".personas"]["before_script"][-1], repository) == repository / folder
    assert jobs["personas push"]["artifacts"]["paths"] == [f"{folder}/personactl.lock"]
    hook = yaml.safe_load((repository / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"][0]
    assert shlex.split(hook["entry"]) == ["personactl", "-C", folder, "validate", "--tracked"]
    assert run(*shlex.split(hook["entry"])[1:4]).status == 0
    assert not list(repository.rglob("pwned"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_workflow_of_github_runs_in_the_folder(repository: Path, run: Run, folder: str) -> None:
    assert run("init", "--quiet", "--ci", "github", "--no-pre-commit", "--", folder).status == 0
    (workflow,) = (repository / ".github" / "workflows").iterdir()
    assert yaml.safe_load(workflow.read_text())["defaults"]["run"]["working-directory"] == folder


def test_a_folder_cannot_be_an_expression_of_github(repository: Path, run: Run) -> None:
    assert run("init", "--quiet", "${{ secrets.X }}").status == 0
    (workflow,) = (repository / ".github" / "workflows").iterdir()
    folder = yaml.safe_load(workflow.read_text())["defaults"]["run"]["working-directory"]
    assert folder == "${{ '${{' }} secrets.X }}", "an expression whose value is ${{, and then text"


@pytest.mark.processes
@pytest.mark.slow
def test_the_jobs_of_gitlab_run_commands_that_pass(repository: Path, run: Run, tmp_path: Path) -> None:
    assert run("init", "--quiet", "--ci", "gitlab", "agents").status == 0
    jobs = yaml.safe_load((repository / ".gitlab-ci.yml").read_text())
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, line in (("personactl", f'exec {shlex.join(PERSONACTL)} "$@"'), ("pip", "exit 0")):
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    env = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "CI_PROJECT_DIR": str(repository),
        "PERSONACTL": "x",
    }
    script = "\n".join([*jobs[".personas"]["before_script"], *jobs["personas check"]["script"]])
    done = subprocess.run(
        ["sh", "-e", "-c", script], cwd=repository, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((repository / "personactl-quality.json").read_text()) == []
    for job in ("personas check", "personas push"):
        assert jobs[job]["extends"] == ".personas"


def test_files_of_the_repository_that_exist_stay_and_the_user_is_told_what_to_add(repository: Path, run: Run) -> None:
    (repository / ".gitlab-ci.yml").write_text("stages: [test]\n")
    (repository / ".pre-commit-config.yaml").write_text("repos: []\n")
    done = run("init", "agents")  # the file tells that it is GitLab
    assert done.status == 0
    assert (repository / ".gitlab-ci.yml").read_text() == "stages: [test]\n"
    assert (repository / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert "- local: .gitlab/personas-agents.gitlab-ci.yml" in done.stderr
    assert "entry: " in done.stderr
    before = sorted(repository.rglob("*"))
    again = run("init", "agents")
    assert (again.status, again.stdout) == (2, "")
    assert sorted(repository.rglob("*")) == before
    other = run("init", "others")
    assert other.status == 0, "another project in the same repository"


def test_the_next_steps_can_be_typed_as_they_are(repository: Path, run: Run) -> None:
    assert "next: cd 'two words', then personactl validate" in run("init", "two words").stderr


def test_schemas_are_written_anew_from_any_folder_of_a_project(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("init", "--quiet", "agents", "--no-example").status == 0
    schema = repository / "agents" / ".personactl" / "schemas" / "persona.json"
    fresh = schema.read_text()
    (repository / "agents" / "deep").mkdir()
    for folder, words in ((".", ("agents",)), ("agents", ()), ("agents/deep", ()), (".", ("-C", "agents"))):
        schema.write_text("{}")
        monkeypatch.chdir(repository / folder)
        before, after = (words, ()) if "-C" in words else ((), words)
        done = run(*before, "init", "--schemas", *after)
        assert (done.status, done.stderr) == (0, "")
        assert schema.read_text() == fresh
        monkeypatch.chdir(repository / "agents" if "-C" in words else Path.cwd())
        assert Path(done.stdout.splitlines()[0]).resolve() == schema


def test_schemas_need_a_project(repository: Path, run: Run) -> None:
    done = run("init", "--schemas")
    assert (done.status, done.stdout) == (2, "")
    assert "there is no project here" in done.stderr
    assert "next: go to a project, or make one: personactl init\n" in done.stderr
    assert [path.name for path in repository.iterdir()] == [".git"]


@pytest.mark.processes
@pytest.mark.parametrize(
    ("typed", "has"),
    [
        ("\n\n\n", {"personas", ".github", ".pre-commit-config.yaml"}),
        ("no\ngitlab\nno\n", {".gitlab-ci.yml"}),
        ("maybe\nn\nnone\nno\n", set()),
    ],
)
def test_questions_on_a_terminal(repository: Path, typed: str, has: set[str]) -> None:
    done = on_terminal("init", typed=typed)
    assert done.status == 0
    made = {path.name for path in repository.iterdir()} - {".git", "personactl.yaml", ".personactl"}
    assert made == has


@pytest.mark.processes
def test_ctrl_c_at_a_question_writes_nothing(repository: Path) -> None:
    done = on_terminal("init", typed="yes\n\x03")
    assert done.status == 130
    assert done.stdout.endswith("\n")
    assert "Traceback" not in done.stdout
    assert [path.name for path in repository.iterdir()] == [".git"]


@pytest.mark.processes
def test_nothing_is_asked_where_everything_was_said(repository: Path) -> None:
    assert "?" not in on_terminal("init", "--ci", "none", "--no-pre-commit", "--example", typed="").stdout
    assert "?" not in on_terminal("init", "other", "--yes", typed="").stdout


def on_terminal(*arguments: str, typed: str) -> Result:
    """Run a command on a terminal, and answer each question with the next line of `typed`."""
    keys, end = pty.openpty()
    screen, answers = "", typed.splitlines(keepends=True)
    with child_on_terminal([*PERSONACTL, *arguments], end) as process:
        while shown := _read(keys):
            screen += shown
            if answers and screen.endswith(") "):
                os.write(keys, answers.pop(0).encode())
        status = process.wait()
    os.close(keys)
    return Result(status, screen.replace("\r\n", "\n"), "")


def _read(keys: int) -> str:
    try:
        return os.read(keys, 65_536).decode(errors="replace")
    except OSError:  # how Linux reports that the other end of a pseudo-terminal is closed
        return ""


def _folder_after(command: str, cwd: Path) -> Path:
    """Return the current folder of a shell after a command."""
    shown = [sys.executable, "-c", "import os; print(os.getcwd())"]
    done = subprocess.run(
        ["sh", "-e", "-c", f"{command}\n{shlex.join(shown)}"], cwd=cwd, capture_output=True, text=True, check=True
    )
    return Path(done.stdout.removesuffix("\n"))
