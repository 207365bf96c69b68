"""`personactl status`: every state that a resource can be in, over one target and over several."""

import json
from pathlib import Path

import pytest

from tests.cli.elsewhere import WebApp
from tests.conftest import EngineServer, Run


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


def test_before_the_first_push_everything_is_missing(project: Path, run: Run) -> None:
    result = run("status", "--exit-code")
    assert result.status == 1
    header, *rows = result.stdout.splitlines()
    assert header.split() == ["RESOURCE", "LOCAL"]
    assert [row.split() for row in rows[:1]] == [["cara", "missing"]]
    assert result.stderr.endswith("missing\n")


def test_each_state_has_its_word(project: Path, app: WebApp, run: Run) -> None:
    for key in ("same", "mine", "theirs", "both", "apart", "gone", "lost"):
        _write(project, key, "one", name=key)
    run("push", "--yes")
    app.create(name="Stranger", description="somebody's")
    _write(project, "stranger", "ours", name="Stranger")
    _write(project, "fresh", "new")
    _write(project, "mine", "two")
    app.change("theirs", description="three")
    _write(project, "both", "two")
    app.change("both", description="three")
    _write(project, "apart", "two")
    app.change("apart", skipGreeting=True)
    app.delete("gone")
    (project / "personas" / "lost.yaml").unlink()
    states = _states(run)
    assert {key: state for key, state in states.items() if key in _OURS} == {
        "same": "in sync",
        "mine": "ahead",
        "theirs": "behind",
        "both": "conflict",
        "apart": "ahead",
        "gone": "missing",
        "fresh": "missing",
        "stranger": "untracked",
        "lost": "no file",
    }


def test_named_ones_are_all_that_is_looked_at(project: Path, run: Run) -> None:
    run("push", "--yes")
    assert list(_states(run, "cara")) == ["cara"]
    refused = run("status", "nobody")
    assert (refused.status, refused.stdout) == (4, "")


def test_all_profiles_stand_side_by_side_and_one_that_fails_hides_no_other(
    project: Path, run: Run, engine_server: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAGING_KEY", engine_server.key)
    (project / "personactl.yaml").write_text(
        "profiles:\n"
        f"  staging: {{apiUrl: {engine_server.url}, keyEnv: STAGING_KEY}}\n"
        "  unreachable: {apiUrl: http://127.0.0.1:9, keyEnv: STAGING_KEY}\n"
        "  without-key: {apiUrl: http://127.0.0.1:9, keyEnv: OTHER_KEY}\n"
    )
    run("push", "--yes", "--profile", "staging")
    result = run("status", "--all-profiles", "--format", "json")
    assert result.status == 5
    document = json.loads(result.stdout)
    assert [(target["profile"], target["reached"]) for target in document["targets"]] == [
        ("staging", True),
        ("unreachable", False),
        ("without-key", False),
        ("local", True),
    ]
    assert document["resources"][0] == {
        "kind": "persona",
        "key": "cara",
        "states": {"staging": "in sync", "unreachable": None, "without-key": None, "local": "missing"},
    }
    assert "2 of 4 targets could not be looked at" in result.stderr
    shown = run("status", "--all-profiles").stdout.splitlines()
    assert shown[0].split() == ["RESOURCE", "STAGING", "UNREACHABLE", "WITHOUT-KEY", "LOCAL"]
    assert shown[1].split() == ["cara", "in", "sync", "unreachable", "unreachable", "missing"]


def test_a_single_target_that_fails_is_the_commands_own_failure(project: Path, run: Run) -> None:
    (project / "personactl.yaml").write_text("profiles: {staging: {apiUrl: 'http://127.0.0.1:9', keyEnv: NO_KEY}}\n")
    result = run("status", "--profile", "staging")
    assert (result.status, result.stdout) == (3, "")


_OURS = {"same", "mine", "theirs", "both", "apart", "gone", "fresh", "stranger", "lost"}


def _states(run: Run, *names: str) -> dict[str, str]:
    document = json.loads(run("status", *names, "--format", "json").stdout)
    return {row["key"]: row["states"]["local"] for row in document["resources"]}


def _write(project: Path, key: str, description: str, name: str | None = None) -> None:
    (project / "personas" / f"{key}.yaml").write_text(
        f"name: {name or key}\ndescription: {description}\n"
        "avatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\n"
        "voiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\n"
        "llmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466\n"
        "systemPrompt: You answer questions about opening hours in one short spoken sentence.\n"
    )
