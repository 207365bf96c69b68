"""The workflow that `init` writes, run in a shell as GitHub's runner does, with a real engine."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from personactl.cli.main import main
from tests.conftest import EngineServer

pytestmark = pytest.mark.slow

_KEY = "ANAM_API_KEY_PRODUCTION"
_JOBS = (("check", "pull_request"), ("push", "push"))
_VOICE = "6bfbe25a-979d-40f3-a92b-5394170af54b"


@dataclass(frozen=True, slots=True)
class Job:
    """`log` is the job's log: both streams in order. `calls` has a line for each call, with "key" if it got the key."""

    status: int
    log: list[str]
    summary: str
    calls: str


class Runner:
    """A checkout of a repository on its own machine. It understands only what this workflow uses."""

    def __init__(self, folder: Path, origin: Path, secret: str) -> None:
        self.checkout = folder / "checkout"
        self._folder = folder
        self._origin = origin
        self._secret = secret
        folder.mkdir()
        self._program(
            "personactl", f'echo "${{{_KEY}:+key}} $*" >> "{folder}/calls"; exec "{sys.executable}" -m personactl "$@"'
        )
        (folder / "calls").touch()
        self._program("pipx", 'test "$1" = install')

    def run(self, job: str, event: str, commit: str) -> Job:
        git(self._folder, "clone", "--quiet", str(self._origin), str(self.checkout))
        git(self.checkout, "reset", "--quiet", "--hard", commit)
        workflow: dict[object, Any] = yaml.safe_load((self.checkout / ".github/workflows/personas.yml").read_text())
        assert event in workflow[True]  # YAML 1.1 takes the key "on" for a truth value
        declared = workflow["jobs"][job]
        assert declared.get("if", f"github.event_name == '{event}'") == f"github.event_name == '{event}'"
        assert workflow["env"] == {"HAS_KEY": f"${{{{ secrets.{_KEY} != '' }}}}"}
        status, log = 0, ""
        for step in declared["steps"]:
            if "run" in step and self._wanted(step.get("if"), event, failed=status != 0):
                done = self._step(step["run"], step.get("env", {}), step.get("working-directory"))
                log += done.stdout
                status = status or done.returncode
        summary, calls = self._folder / "summary.md", self._folder / "calls"
        assert not self._secret or self._secret not in log
        return Job(status, log.splitlines(), summary.read_text() if summary.exists() else "", calls.read_text())

    def _wanted(self, condition: str | None, event: str, *, failed: bool) -> bool:
        known = {
            None: not failed,
            "env.HAS_KEY == 'true'": not failed and bool(self._secret),
            "github.event_name == 'pull_request' && env.HAS_KEY == 'true'": (
                not failed and event == "pull_request" and bool(self._secret)
            ),
            "always() && env.HAS_KEY == 'true'": bool(self._secret),
        }
        return known[condition]

    def _step(self, script: str, env: dict[str, str], folder: str | None) -> "subprocess.CompletedProcess[str]":
        assert folder in {None, "${{ runner.temp }}"}
        given = {
            **os.environ,
            **{name: value.replace(f"${{{{ secrets.{_KEY} }}}}", self._secret) for name, value in env.items()},
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(self._folder / "summary.md"),
            "PERSONACTL_HOME": str(self._folder / "home"),
            "PATH": f"{self._folder / 'bin'}:{os.environ['PATH']}",
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-c", script],
            cwd=self._folder if folder else self.checkout,
            env=given,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def _program(self, name: str, script: str) -> None:
        path = self._folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)


@dataclass(frozen=True, slots=True)
class Repository:
    """A user's clone, the repository that it is pushed to, and the platform."""

    folder: Path
    origin: Path
    engine: EngineServer
    tmp_path: Path

    def job(self, job: str, event: str = "push", *, secret: str | None = None, commit: str = "HEAD") -> Job:
        runners = sum(1 for _ in self.tmp_path.glob("runner-*"))
        runner = Runner(self.tmp_path / f"runner-{runners}", self.origin, self.engine.key if secret is None else secret)
        return runner.run(job, event, commit)

    def commit(self) -> None:
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--message", "a change")
        git(self.folder, "pull", "--quiet", "--rebase")
        git(self.folder, "push", "--quiet")

    def edit(self, old: str, new: str) -> None:
        path = self.folder / "personas" / "nora.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
        self.commit()


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, engine_server: EngineServer, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A project made by `init`, committed to main, with the engine as its target "production"."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "somebody")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "somebody@example.com")
    origin, folder = tmp_path / "origin.git", tmp_path / "clone"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git(tmp_path, "clone", "--quiet", str(origin), str(folder))
    git(folder, "checkout", "--quiet", "-B", "main")
    assert main(["init", str(folder), "--quiet"]) == 0
    settings = folder / "personactl.yaml"
    text = settings.read_text()
    settings.write_text(text.replace("{keyEnv:", f"{{apiUrl: {engine_server.url}, keyEnv:", 1))
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "the project")
    git(folder, "push", "--quiet", "--set-upstream", "origin", "main")
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", engine_server.url)
    return Repository(folder, origin, engine_server, tmp_path)


def test_a_pull_request_is_checked_and_its_summary_shows_what_a_push_would_change(repository: Repository) -> None:
    checked = repository.job("check", "pull_request")
    assert checked.status == 0
    assert "### 📝 production: 1 to create" in checked.summary


def test_the_main_branch_is_pushed_once_and_its_lock_committed(repository: Repository) -> None:
    assert repository.job("push").status == 0
    git(repository.folder, "pull", "--quiet")
    lock = (repository.folder / "personactl.lock").read_text()
    assert '"nora"' in lock
    again = repository.job("push")
    assert again.log[-1] == "push: 1 in sync"
    repository.edit("name: Nora", "name: Caroline")
    assert repository.job("push").log[-1] == "push: 1 updated"
    assert "production: 1 in sync" in repository.job("check", "pull_request").summary


def test_a_commit_that_came_before_the_lock_of_the_run_before_it_passes_on_main(repository: Repository) -> None:
    """The lock to compare with is not committed yet: only the push itself waits for it."""
    assert repository.job("push").status == 0
    assert repository.job("check", "push", commit="HEAD~1").status == 0


def test_only_the_calls_that_need_the_key_get_it(repository: Repository) -> None:
    checked, pushed = repository.job("check", "pull_request"), repository.job("push")
    assert [line.partition(" --")[0] for line in checked.calls.splitlines()] == [
        " validate",
        " push",
        "key diff",
        "key push",
    ]
    assert [line.partition(" --")[0] for line in pushed.calls.splitlines()] == ["key push"]


def test_a_mistake_in_a_file_is_annotated_and_stops_the_job(repository: Repository) -> None:
    repository.edit("name: Nora", "nmae: Nora")
    checked = repository.job("check", "pull_request")
    assert checked.status == 1
    assert any(line.startswith("::error file=personas/nora.yaml,line=") for line in checked.log)
    pushed = repository.job("push")
    assert pushed.status == 2
    assert "in the project's files, nothing was sent" in pushed.log[-1]


def test_a_conflict_turns_the_job_red_and_the_last_line_says_why(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repository.job("push").status == 0
    _change_elsewhere(repository, monkeypatch, tmp="elsewhere")
    repository.edit("name: Nora", "name: Caroline")
    checked, pushed = repository.job("check", "pull_request"), repository.job("push")
    for red in (checked, pushed):
        assert red.status == 6
        assert red.log[-1].startswith(
            "::error title=personactl%3A conflict::push refused, nothing was sent: name changed"
        )
    assert "⛔" in checked.summary


def test_an_outage_turns_the_job_red_and_the_last_line_says_why(repository: Repository) -> None:
    repository.engine.process.terminate()
    repository.engine.process.wait()
    for red in (repository.job(job, event) for job, event in _JOBS):
        assert red.status == 5
        assert red.log[-1].startswith("::error title=personactl%3A unavailable::")
        assert re.search(r"127\.0\.0\.1", red.log[-1])


def test_a_refused_key_turns_the_job_red_and_the_last_line_says_why(repository: Repository) -> None:
    for red in (repository.job(job, event, secret="no-key") for job, event in _JOBS):
        assert red.status == 3
        assert red.log[-1].startswith("::error title=personactl%3A auth::the platform refused the key or token:")


def test_a_partial_push_turns_the_job_red_names_the_reason_last_and_commits_what_was_done(
    repository: Repository,
) -> None:
    nora = (repository.folder / "personas" / "nora.yaml").read_text()
    assert _VOICE in nora
    other = nora.replace("name: Nora", "name: Zoe").replace(_VOICE, _VOICE[:-1] + "c")
    (repository.folder / "personas" / "zoe.yaml").write_text(other)
    repository.commit()
    red = repository.job("push")
    assert red.status == 7
    assert red.log[-1].startswith("::error title=personactl%3A partial::1 of 2 personas could not be finished; zoe: ")
    git(repository.folder, "pull", "--quiet")
    lock = (repository.folder / "personactl.lock").read_text()
    assert '"nora": {' in lock
    assert '"zoe"' not in lock


def test_without_the_secret_nothing_is_asked_of_the_platform(repository: Repository) -> None:
    checked, pushed = (repository.job(job, secret="") for job in ("check", "push"))
    assert (checked.status, checked.summary) == (0, "")
    assert (pushed.status, pushed.log) == (0, [])


def _change_elsewhere(repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp: str) -> None:
    """Rename the persona as a user of the web app, by a push from another project that knows its id."""
    clone = repository.tmp_path / tmp
    git(repository.tmp_path, "clone", "--quiet", str(repository.origin), str(clone))
    path = clone / "personas" / "nora.yaml"
    path.write_text(path.read_text().replace("name: Nora", "name: Karla"))
    monkeypatch.setenv(_KEY, repository.engine.key)
    monkeypatch.chdir(clone)
    assert main(["push", "--yes", "--profile", "production", "--quiet"]) == 0
