"""The GitHub action, whose commands are really run, and the settings for editors."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.child_process import PERSONACTL
from tests.conftest import ROOT, Result
from tests.example_project import FILES

_ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
_STEPS: dict[str, dict[str, Any]] = {step.get("name", "python"): step for step in _ACTION["runs"]["steps"]}


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """The runner's folder for temporary files after the install step."""
    installed = tmp_path / "runner" / "personactl" / "bin" / "python"
    installed.parent.mkdir(parents=True)
    installed.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    installed.chmod(0o755)
    return tmp_path / "runner"


def _check(runner: Path, **inputs: str) -> Result:
    return _step("Check the personas", runner, **inputs)


def _step(name: str, runner: Path, **inputs: str) -> Result:
    """Run a step of the action as GitHub does, in the folder that it asks for."""
    step = _STEPS[name]
    values = {name: declared["default"] for name, declared in _ACTION["inputs"].items()} | inputs
    known = {f"${{{{ inputs.{name} }}}}": value for name, value in values.items()}
    known |= {"${{ steps.python.outputs.python-path }}": sys.executable, "${{ runner.temp }}": str(runner)}
    environment = {
        **os.environ,
        **{name: known[value] for name, value in step["env"].items()},
        "RUNNER_TEMP": str(runner),
        "GITHUB_WORKSPACE": str(Path.cwd()),
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": str(runner / "summary.md"),
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=known[step["working-directory"]] if "working-directory" in step else None,
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


@pytest.fixture
def hostile(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pull request with a file for every module that could be run or imported by mistake, and for pip's settings."""
    marks = f"open({str(project / 'pwned')!r}, 'a').write(__name__)\n"
    for name in ("venv", "pip", "ensurepip", "personactl", "rich", "multiprocessing"):
        (project / name).mkdir()
        for module in ("__init__", "__main__"):
            (project / name / f"{module}.py").write_text(marks)
    for name in ("sitecustomize", "usercustomize", "yaml", "signal", "re", "msgspec", "runpy", "typer"):
        (project / f"{name}.py").write_text(marks)
    (project / "pip.conf").write_text(f"[global]\nlog = {project / 'pwned'}\n")
    (project / "constraints.txt").write_text("no constraint\n")
    (project / "pyproject.toml").write_text(
        "[build-system]\nrequires = []\nbuild-backend = 'yaml'\nbackend-path=['.']\n"
    )
    (project / "setup.cfg").write_text(f"[install]\nprefix = {project / 'pwned'}\n")
    (project / ".pydistutils.cfg").write_text(f"[install]\nprefix = {project / 'pwned'}\n")
    monkeypatch.setenv("PYTHONPATH", str(project))
    monkeypatch.setenv("PYTHONSTARTUP", str(project / "yaml.py"))
    return project


@pytest.mark.processes
@pytest.mark.slow
@pytest.mark.parametrize("file", ["pip.conf", "{}/pip.conf"])
def test_the_action_installs_nothing_of_a_pull_request(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    """Without an index pip installs nothing; what matters is what runs until then."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", file.format(hostile))
    monkeypatch.setenv("PIP_CONSTRAINT", "constraints.txt")
    monkeypatch.setenv("PIP_LOG", str(hostile / "pwned"))
    monkeypatch.setenv("PIP_TARGET", str(hostile / "pwned"))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    installed = _step("Install personactl", temporary)
    assert (temporary / "personactl" / "bin" / "python").exists()
    assert installed.status == 1
    assert "install build dependencies" in installed.stderr
    assert not (hostile / "pwned").exists()


@pytest.mark.processes
@pytest.mark.slow
def test_the_action_runs_nothing_of_a_pull_request(hostile: Path, runner: Path) -> None:
    for number in range(200):  # enough for worker processes
        (hostile / "personas" / f"p{number}.yaml").write_text("nmae: 1\n")
    checked = _check(runner)
    assert checked.stdout.startswith("::error file=personas/")
    assert not (hostile / "pwned").exists()


@pytest.mark.processes
@pytest.mark.parametrize("locale", ["C.UTF-8", "POSIX"])
def test_a_module_that_is_started_in_a_hostile_folder_imports_nothing_of_it(
    hostile: Path, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    """POSIX has no UTF-8, so the program starts itself again. A package `personactl` there is what was asked for."""
    shutil.rmtree(hostile / "personactl")
    monkeypatch.delenv("PYTHONPATH")
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("PYTHONCOERCECLOCALE", "0")
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    done = subprocess.run([*PERSONACTL, "validate"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert not (hostile / "pwned").exists()


def test_python_is_always_started_isolated() -> None:
    """In what runs on other people's files: the action, the hooks, and what `init` writes."""
    templates = ROOT / "personactl" / "commands" / "project" / "new_project_files"
    files = [ROOT / "action.yml", ROOT / ".pre-commit-hooks.yaml", *filter(Path.is_file, templates.rglob("*"))]
    for file in files:
        starts = re.findall(r"(?:\bpython3?|/python|\$INTERPRETER)\"? +(-\S+)", file.read_text(encoding="utf-8"))
        assert set(starts) <= {"-I"}, file
        assert "bin/personactl" not in file.read_text(encoding="utf-8"), file


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
