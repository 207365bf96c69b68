"""`personactl status`: every state of a resource, for one target and for several."""

import json
from collections import Counter
from pathlib import Path

import pytest

from personactl.report.answer_json import word_json
from personactl.sync.plan.item_state import State
from tests.cli.web_app import WebApp
from tests.conftest import ROOT, EngineServer, Run
from tests.minimal_persona import write_persona


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with one persona in it."""
    folder = tmp_path / "small"
    folder.mkdir()
    monkeypatch.chdir(folder)
    write_persona(folder, "cara", "Front desk")
    return folder


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


def test_before_the_first_push_everything_is_to_create(project: Path, run: Run) -> None:
    result = run("status", "--exit-code")
    assert result.status == 1
    header, *rows = result.stdout.splitlines()
    assert header.split() == ["RESOURCE", "LOCAL"]
    assert [row.split() for row in rows[:1]] == [["cara", "to", "create"]]
    assert result.stderr.endswith("to create\n")


def test_each_state_has_its_word(project: Path, app: WebApp, run: Run) -> None:
    for key in ("same", "mine", "theirs", "both", "apart", "gone", "lost"):
        write_persona(project, key, "one", name=key)
    run("push", "--yes")
    app.create(name="Stranger", description="somebody's")
    write_persona(project, "stranger", "ours", name="Stranger")
    write_persona(project, "fresh", "new")
    write_persona(project, "mine", "two")
    app.change("theirs", description="three")
    write_persona(project, "both", "two")
    app.change("both", description="three")
    write_persona(project, "apart", "two")
    app.change("apart", systemPrompt="You answer questions about prices in one short spoken sentence.")
    app.delete("gone")
    (project / "personas" / "lost.yaml").unlink()
    states = _states(run)
    assert {key: state for key, state in states.items() if key in _OURS} == {
        "same": "in-sync",
        "mine": "to-update",
        "theirs": "drift",
        "both": "conflict",
        "apart": "diverged",
        "gone": "missing",
        "fresh": "to-create",
        "stranger": "name-taken",
        "lost": "no-file",
    }
    plan = json.loads(run("diff", "--format", "json").stdout)["plan"]
    assert {item["key"]: item["state"] for item in plan["items"]} == {
        key: state for key, state in states.items() if state != "no-file"
    }
    counted = Counter(state for state in states.values() if state != "no-file")
    said = run("diff").stderr.rpartition("diff: ")[2].split("\n")[0]
    assert said == ", ".join(
        f"{counted[word_json(state)]} {state.value}" for state in State if counted[word_json(state)]
    )
    text = (ROOT / "docs" / "push.md").read_text()
    assert [state for state in State if f"| {state.value} |" not in text] == [], "docs/push.md explains every word"


def test_personas_that_only_the_platform_has_are_listed(project: Path, app: WebApp, run: Run) -> None:
    run("push", "--yes")
    app.create(name="Newcomer")
    result = run("status", "--format", "json")
    (target,) = json.loads(result.stdout)["targets"]
    assert [one["personaName"] for one in target["unmanagedPersonas"]] == ["Newcomer"]
    assert "no file for Newcomer" in result.stderr
    assert "Newcomer" not in run("status", "cara").stderr


def test_named_ones_are_all_that_is_looked_at(project: Path, run: Run) -> None:
    run("push", "--yes")
    assert list(_states(run, "cara")) == ["cara"]
    refused = run("status", "nobody")
    assert (refused.status, refused.stdout) == (4, "")


def test_all_profiles_stand_side_by_side_and_one_that_fails_hides_no_other(
    project: Path, run: Run, engine_server: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANAM_STAGING", engine_server.key)
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", f"{engine_server.url},http://127.0.0.1:9")
    (project / "personactl.yaml").write_text(
        "profiles:\n"
        f"  staging: {{apiUrl: {engine_server.url}, keyEnv: ANAM_STAGING}}\n"
        "  unreachable: {apiUrl: http://127.0.0.1:9, keyEnv: ANAM_STAGING}\n"
        "  without-key: {apiUrl: http://127.0.0.1:9, keyEnv: ANAM_OTHER}\n"
    )
    run("push", "--yes", "--profile", "staging")
    result = run("status", "--all-profiles", "--format", "json")
    assert result.status == 5
    document = json.loads(result.stdout)
    assert list(document) == ["schemaVersion", "inSync", "targets", "resources", "error"]
    assert [(target["profile"], target["reached"]) for target in document["targets"]] == [
        ("staging", True),
        ("unreachable", False),
        ("without-key", False),
        ("local", True),
    ]
    assert document["resources"][0] == {
        "kind": "persona",
        "key": "cara",
        "states": {"staging": "in-sync", "unreachable": None, "without-key": None, "local": "to-create"},
    }
    assert "2 of 4 targets could not be read" in result.stderr
    shown = run("status", "--all-profiles").stdout.splitlines()
    assert shown[0].split() == ["RESOURCE", "STAGING", "UNREACHABLE", "WITHOUT-KEY", "LOCAL"]
    assert shown[1].split() == ["cara", "in", "sync", "unreachable", "no", "access", "to", "create"]


def test_a_single_target_that_fails_is_the_commands_own_failure(project: Path, run: Run) -> None:
    (project / "personactl.yaml").write_text(
        "profiles: {staging: {apiUrl: 'http://127.0.0.1:9', keyEnv: ANAM_NO_KEY}}\n"
    )
    result = run("status", "--profile", "staging")
    assert (result.status, result.stdout) == (3, "")


_OURS = {"same", "mine", "theirs", "both", "apart", "gone", "fresh", "stranger", "lost"}


def _states(run: Run, *names: str) -> dict[str, str]:
    document = json.loads(run("status", *names, "--format", "json").stdout)
    return {row["key"]: row["states"]["local"] for row in document["resources"]}
