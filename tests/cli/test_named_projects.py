"""The project of a run comes from the files that are named, or from `-C DIR`."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import EngineServer, Run
from tests.minimal_persona import write_persona


@pytest.fixture
def mono(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a project, the current one, with the projects `agents` and `apps/shop`."""
    mono = tmp_path / "mono"
    for name, key in (("agents", "mona"), ("apps/shop", "cara")):
        (mono / name).mkdir(parents=True)
        (mono / name / "personactl.yaml").write_text("")
        write_persona(mono / name, key, "Front desk")
    (mono / ".git").mkdir()
    monkeypatch.chdir(mono)
    return mono


def findings(run: Run, *arguments: str) -> list[str]:
    result = run(*arguments, "--format", "json")
    return [one["path"] for one in json.loads(result.stdout)["findings"]]


def test_a_named_file_brings_its_settings_its_profiles_and_its_lock(
    mono: Path, engine_server: EngineServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = f"profile: staging\nprofiles: {{staging: {{apiUrl: '{engine_server.url}', keyEnv: ANAM_STAGING}}}}\n"
    (mono / "agents" / "personactl.yaml").write_text(settings)
    monkeypatch.setenv("ANAM_STAGING", engine_server.key)
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", engine_server.url)
    pushed = run("push", "agents/personas/mona.yaml", "--yes")
    assert pushed.status == 0, pushed.stderr
    assert "target: staging" in pushed.stderr
    assert (mono / "agents" / "personactl.lock").is_file()
    assert list(mono.glob("personactl.lock")) == []
    for command in (
        ("diff", "agents/personas/mona.yaml", "--exit-code"),
        ("diff", "agents/personas", "--exit-code"),
        ("diff", "agents/personas/m*", "--exit-code"),
        ("status", "agents/personas/mona.yaml", "--exit-code"),
        ("pull", "agents/personas/mona.yaml"),
        ("token", "agents/personas/mona.yaml"),
        ("session", "list", "--persona", "agents/personas/mona.yaml"),
        ("session", "tail", "--persona", "agents/personas/mona.yaml"),
        ("push", "--only", "agents/personas/mona.yaml", "--yes"),
        ("validate", "agents/personas/mona.yaml", "--online"),
        ("history", "agents/personas/mona.yaml"),
    ):
        result = run(*command)
        assert result.status == 0, (command, result.stderr)
        assert command[0] == "history" or "target: staging" in result.stderr or command[0] == "validate", command


@pytest.mark.parametrize(
    "names",
    [
        ("agents/personas/mona.yaml", "apps/shop/personas/cara.yaml"),
        ("agents", "apps"),
        (".",),
        ("*/personas/*", "apps/*/personas/*"),
        ("agents/personas/mona.yaml", "apps/shop"),
    ],
)
@pytest.mark.parametrize("command", [("push", "--yes"), ("diff",), ("status",), ("pull",)])
def test_files_of_two_projects_are_refused(
    mono: Path, run: Run, command: tuple[str, ...], names: tuple[str, ...]
) -> None:
    result = run(*command, *names)
    assert (result.status, result.stdout) == (2, "")
    assert "these files belong to two projects" in result.stderr
    assert "name the files of one project in each call" in result.stderr


def test_validate_checks_files_of_several_projects_each_with_its_settings(mono: Path, run: Run) -> None:
    (mono / "agents" / "personactl.yaml").write_text("lint: {ignore: [S117]}\n")
    both = ("agents/personas/mona.yaml", "apps/shop/personas/cara.yaml")
    assert findings(run, "validate", *both) == ["apps/shop/personas/cara.yaml"]
    assert run("validate", *both, "--online").status == 2


@pytest.mark.parametrize(
    "words",
    [
        ("-C", "agents", "{}"),
        ("-Cagents", "{}"),
        ("--directory", "agents", "{}"),
        ("--directory=agents", "{}"),
        ("-C", ".", "-C", "agents", "{}"),
        ("{}", "-C", "agents"),
        ("{}", "--directory=agents"),
        ("-C", "apps", "{}", "-C", "../agents"),
    ],
)
@pytest.mark.parametrize("command", ["validate", "diff", "status --format json", "token mona", "history", "schema"])
def test_a_command_runs_as_if_started_in_another_folder(
    mono: Path, run: Run, words: tuple[str, ...], command: str
) -> None:
    (mono / "agents" / "more.yaml").write_text("name: x\n")
    arguments = [one for word in words for one in (command.split() if word == "{}" else [word])]
    result = run(*arguments)
    assert result.status == 0, result.stderr
    assert Path.cwd() == mono
    assert "mona" in result.stdout + result.stderr or command in {"history", "schema", "token mona", "validate"}


@pytest.mark.parametrize("words", [("session", "-C", "agents", "list"), ("session", "list", "-C", "agents")])
def test_a_group_takes_the_folder_too(mono: Path, run: Run, words: tuple[str, ...]) -> None:
    assert run(*words, "--persona", "mona").status == 0
    assert run(*words, "--persona", "cara").status == 4


def test_paths_start_in_the_folder_and_are_shown_from_where_the_user_is(mono: Path, run: Run) -> None:
    assert findings(run, "-C", "agents", "validate", "personas/mona.yaml") == ["agents/personas/mona.yaml"]
    assert findings(run, "validate", "-C", "apps", "shop/personas") == ["apps/shop/personas/cara.yaml"]
    assert findings(run, "validate", "agents") == ["agents/personas/mona.yaml"]
    (mono / "agents" / "personas" / "mona.yaml").write_text("name: [\n")
    refused = run("-C", "agents", "push", "personas/mona.yaml", "--yes")
    assert "where: agents/personas/mona.yaml:2:1 Y005" in refused.stderr
    assert "::error file=agents/personas/mona.yaml" in run("-C", "agents", "validate", "--format", "github").stdout
    assert run("-C", "agents", "validate", "--output", "found.json").status == 1
    assert (mono / "agents" / "found.json").is_file()


@pytest.mark.parametrize(("folder", "why"), [("nowhere", "no such file"), ("file", "not a directory"), ("", "empty")])
@pytest.mark.parametrize("before", [True, False])
def test_a_folder_that_cannot_be_used_is_refused(mono: Path, run: Run, folder: str, why: str, before: bool) -> None:
    (mono / "file").write_text("")
    result = run("-C", folder, "validate") if before else run("validate", "-C", folder)
    assert result.status == 2
    assert why in result.stderr
    assert f"where: -C {folder}".rstrip() in result.stderr
    assert Path.cwd() == mono


def test_what_looks_like_the_option_but_is_a_value_is_left_alone(mono: Path, run: Run) -> None:
    result = run("talk", "mona", "-C", "agents", "--say", "-C", "--format", "json")
    assert result.status == 0, result.stderr
    assert '"-C"' in result.stdout
    assert run("-C").status == 2


def test_a_relative_home_starts_where_the_user_is(mono: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONACTL_HOME", "own")
    assert run("-C", "agents", "push", "--yes").status == 0
    assert (mono / "own" / "data").is_dir()
    assert not (mono / "agents" / "own").exists()


def test_a_plan_knows_its_project(mono: Path, run: Run) -> None:
    assert run("diff", "agents/personas/mona.yaml", "--output", "plan.json").status == 0
    assert run("push", "plan.json", "--yes").status == 0
    assert run("-C", "agents", "diff", "--exit-code").status == 0
    moved = run("push", "plan.json", "--yes")
    assert moved.status == 6
    again = "personactl -C agents diff personas/mona.yaml --output ../plan.json --profile local"
    assert again in moved.stderr
    assert run(*again.split()[1:]).status == 0
    assert run("push", "plan.json", "--yes").status == 0


def test_a_file_of_a_neighbouring_project_is_not_taken_for_one_of_the_current_folder(
    mono: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(mono / "apps" / "shop")
    assert run("push", "../../agents/personas/mona.yaml", "--yes").status == 0
    assert run("push", "cara", "../../agents/personas/mona.yaml", "--yes").status == 4
    assert run("diff", "--exit-code").status == 1
    loose = mono / "loose" / "x.yaml"
    loose.parent.mkdir()
    loose.write_text("name: X\n")
    assert findings(run, "validate", os.path.relpath(loose)) != []
