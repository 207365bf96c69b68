"""The GitHub action, whose commands are really run, and the settings for editors."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, Result
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
    assert failed.status == 4
    assert "nowhere" in failed.stderr
    assert not (runner / "summary.md").exists()


@pytest.mark.processes
@pytest.mark.parametrize("hostile", ["$(touch pwned)", "; touch pwned", "--output=pwned", "`touch pwned`"])
def test_no_input_of_the_action_is_taken_for_a_command_or_an_option(project: Path, runner: Path, hostile: str) -> None:
    assert _check(runner, paths=hostile).status == 4
    assert _check(runner, select=hostile).status == 2
    assert not (project / "pwned").exists()


def test_the_action_installs_itself() -> None:
    script = _STEPS["Install personactl"]["run"]
    assert '"$GITHUB_ACTION_PATH"' in script
    assert all((ROOT / name).exists() for name in ("constraints.txt", "pyproject.toml"))
    assert "${{" not in "".join(step.get("run", "") for step in _STEPS.values())


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        ("personas/cara.yaml", "persona"),
        ("personas/cara.yml", "persona"),
        ("personas/de/anna.yaml", "persona"),
        ("personas/_base.yaml", "part"),
        ("personas/de/_base.yml", "part"),
        ("tools/open.yaml", "tool"),
        ("tools/_webhook.yaml", None),
        ("knowledge/faq.yaml", "knowledge"),
        ("knowledge/_base.yaml", None),
        ("llms/own.yml", "llm"),
        ("personactl.yaml", "project"),
        (".github/workflows/ci.yaml", None),
        ("docker-compose.yaml", None),
    ],
)
def test_the_settings_for_the_yaml_language_server_give_each_file_its_schema(file: str, schema: str | None) -> None:
    """Patterns are read as yaml-language-server 1.5, 1.14 and 1.25 read them: `!` excludes, `[!_]` is no exclusion."""
    [block] = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "editors.md").read_text(encoding="utf-8"), re.DOTALL)
    settings: dict[str, list[str]] = json.loads(block)["yaml.schemas"]
    selected = [
        path
        for path, patterns in settings.items()
        if any(_glob(one).fullmatch(file) for one in patterns if not one.startswith("!"))
        and not any(_glob(one[1:]).fullmatch(file) for one in patterns if one.startswith("!"))
    ]
    assert selected == ([] if schema is None else [f".personactl/schemas/{schema}.json"])


def _glob(pattern: str) -> re.Pattern[str]:
    assert "[" not in pattern
    escaped = re.escape(pattern).replace(r"\{yaml,yml\}", "(?:yaml|yml)")
    return re.compile(escaped.replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*"))
