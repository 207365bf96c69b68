"""The pre-commit hooks and the GitHub action; their commands are really run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, Result, Run
from tests.example_project import FILES

_ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
_STEPS: dict[str, dict[str, Any]] = {step.get("name", "python"): step for step in _ACTION["runs"]["steps"]}


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """The runner's folder for temporary files after the install step."""
    installed = tmp_path / "runner" / "personactl" / "bin" / "personactl"
    installed.parent.mkdir(parents=True)
    installed.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m personactl "$@"\n')
    installed.chmod(0o755)
    return tmp_path / "runner"


def _check(runner: Path, **inputs: str) -> Result:
    """Run the checking step of the action as GitHub does."""
    step = _STEPS["Check the personas"]
    values = {name: declared["default"] for name, declared in _ACTION["inputs"].items()} | inputs
    written = {
        name: values[value.removeprefix("${{ inputs.").removesuffix(" }}")] for name, value in step["env"].items()
    }
    summary = runner / "summary.md"
    environment = {**os.environ, **written, "RUNNER_TEMP": str(runner), "GITHUB_STEP_SUMMARY": str(summary)}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.mark.processes
def test_the_action_passes_good_personas(project: Path, runner: Path) -> None:
    checked = _check(runner)
    assert (checked.status, checked.stdout) == (0, "")
    assert f"{FILES} files checked" in (runner / "summary.md").read_text()


@pytest.mark.processes
def test_the_action_annotates_and_summarises_what_is_wrong_and_fails(project: Path, runner: Path) -> None:
    (project / "personas" / "bad one.yaml").write_text("name: Bad\n")
    checked = _check(runner, sarif="personactl.sarif")
    assert checked.status == 1
    assert checked.stdout.startswith("::error file=personas/bad one.yaml,line=1,")
    assert "S108" in (runner / "summary.md").read_text()
    assert "S108" in (project / "personactl.sarif").read_text()


@pytest.mark.processes
def test_the_actions_inputs_choose_files_and_rules(project: Path, runner: Path) -> None:
    (project / "personas" / "bad one.yaml").write_text("name: Bad\n")
    assert _check(runner, paths="personas/cara.yaml\n\npersonas/tutor.yaml\n").status == 0
    chosen = _check(runner, paths="personas/bad one.yaml", ignore="S108,S115", select="S")
    assert "S108" not in chosen.stdout
    assert _check(runner, paths="personas/bad one.yaml", select="S108").status == 1


@pytest.mark.processes
def test_the_action_says_when_it_could_not_check(project: Path, runner: Path) -> None:
    failed = _check(runner, paths="nowhere")
    assert failed.status == 2
    assert "nowhere" in failed.stderr
    assert not (runner / "summary.md").exists()


@pytest.mark.processes
@pytest.mark.parametrize("hostile", ["$(touch pwned)", "; touch pwned", "--output=pwned", "`touch pwned`"])
def test_no_input_of_the_action_is_taken_for_a_command_or_an_option(project: Path, runner: Path, hostile: str) -> None:
    assert _check(runner, paths=hostile).status == 2
    assert _check(runner, select=hostile).status == 2
    assert not (project / "pwned").exists()


def test_the_action_installs_itself() -> None:
    script = _STEPS["Install personactl"]["run"]
    assert '"$GITHUB_ACTION_PATH"' in script
    assert all((ROOT / name).exists() for name in ("constraints.txt", "pyproject.toml"))
    assert "${{" not in "".join(step.get("run", "") for step in _STEPS.values())


def test_the_hooks_run_and_correct(project: Path, run: Run) -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    assert set(hooks) == {"personactl-validate", "personactl-fix"}
    shutil.copy(project / "personas" / "cara.yaml", project / "personas" / "typo.yaml")
    typo = project / "personas" / "typo.yaml"
    typo.write_text(typo.read_text().replace("name: Cara\n", "name: Typo\n").replace("avatarModel:", "avatarmodel:"))
    program, *arguments = hooks["personactl-validate"]["entry"].split()
    assert program == "personactl"
    assert run(*arguments).status == 1
    assert run(*hooks["personactl-fix"]["entry"].split()[1:]).status == 0
    assert "avatarModel:" in typo.read_text()
    assert run(*arguments).status == 0
