"""`personactl push` as a user or a CI job sees it: exit status, stdout, stderr and files."""

import json
from pathlib import Path

import pytest

from tests.cli.web_app import WebApp
from tests.conftest import Run
from tests.example_project import RESOURCES

NAMES = sorted(one.name for one in RESOURCES if one.address.kind == "persona")


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


def test_without_a_terminal_and_without_yes_nothing_is_sent(project: Path, app: WebApp, run: Run) -> None:
    result = run("push")
    assert result.status == 2
    assert "+ cara" in result.stdout
    assert "--yes" in result.stderr
    assert app.names() == []


def test_push_creates_says_so_and_is_done(project: Path, app: WebApp, run: Run) -> None:
    result = run("push", "--yes")
    assert result.status == 0
    assert result.stdout.count("✓ ") == len(RESOURCES)
    assert result.stderr.endswith(f"push: {len(RESOURCES)} created\n")
    assert app.names() == NAMES
    again = run("push")
    assert (again.status, again.stderr.splitlines()[-1]) == (0, f"push: {len(RESOURCES)} in sync")


def test_a_dry_run_shows_the_plan_and_writes_nothing(project: Path, home: Path, app: WebApp, run: Run) -> None:
    result = run("push", "--dry-run")
    assert result.status == 0
    assert "+ cara" in result.stdout
    assert f"dry run, nothing was sent: {len(RESOURCES)} to create" in result.stderr
    assert app.names() == []
    assert not list(home.rglob("*.lock"))


def test_json_holds_plan_and_outcomes_in_one_document(project: Path, run: Run) -> None:
    result = run("push", "--yes", "--format", "json")
    document = json.loads(result.stdout)
    assert list(document) == ["schemaVersion", "target", "plan", "outcomes"]
    assert {outcome["outcome"] for outcome in document["outcomes"]} == {"created"}


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_conflict_is_refused_with_both_sides(project: Path, app: WebApp, run: Run, format: str) -> None:
    _disagree(project, app, run)
    result = run("push", "--yes", "--format", format)
    assert result.status == 6
    assert "mine" in result.stdout
    assert "theirs" in result.stdout
    assert "error[conflict]: push refused, nothing was sent: description changed in the file and on" in result.stderr
    assert app.fields("Cara")["description"] == "theirs, in the app"
    if format == "json":
        document = json.loads(result.stdout)
        assert document["outcomes"] == []
        assert document["error"]["code"] == "conflict"
        assert document["plan"]["counts"]["conflict"] == 1
    assert run("push", "--dry-run").status == 6


@pytest.mark.parametrize(("winner", "kept"), [("ours", "mine, in the file"), ("theirs", "theirs, in the app")])
def test_a_conflict_can_be_decided(project: Path, app: WebApp, run: Run, winner: str, kept: str) -> None:
    _disagree(project, app, run)
    assert run("push", "--yes", "--on-conflict", winner).status == 0
    assert app.fields("Cara")["description"] == kept


def test_an_unmanaged_persona_is_taken_over_only_on_demand(project: Path, app: WebApp, run: Run) -> None:
    app.create(name="Cara", description="somebody's")
    refused = run("push", "--yes")
    assert refused.status == 6
    assert "--adopt" in refused.stderr
    assert app.names() == ["Cara"]
    assert run("push", "--yes", "--adopt").status == 0
    assert app.names() == NAMES
    assert app.fields("Cara")["description"] == "Front desk of the demo shop"


def test_a_persona_deleted_elsewhere_is_named_and_refused(project: Path, app: WebApp, run: Run) -> None:
    run("push", "--yes")
    app.delete("Julia")
    result = run("push", "--yes")
    assert result.status == 6
    assert "! receptionist  personas/receptionist.yaml  missing: deleted on the platform" in result.stdout
    assert run("push", "--yes", "--on-conflict", "ours").status == 0
    assert app.names() == NAMES


def test_a_push_that_half_failed_says_which_half(project: Path, app: WebApp, run: Run) -> None:
    _edit(project, "30fa96d0-26c4-4e55-94a0-517025942e18", "00000000-0000-4000-8000-000000000001")
    result = run("push", "--yes")
    assert result.status == 7
    assert "✗ cara  failed: the platform rejected the request" in result.stdout
    assert f"push: {len(RESOURCES) - 1} created, 1 failed" in result.stderr
    assert f"error[partial]: 1 of {len(RESOURCES)} " in result.stderr
    assert app.names() == NAMES[1:]
    again = run("push", "--yes")
    assert again.status == 4
    _edit(project, "00000000-0000-4000-8000-000000000001", "30fa96d0-26c4-4e55-94a0-517025942e18")
    assert run("push", "--yes").status == 0
    assert app.names() == NAMES


def test_files_with_errors_stop_a_push(project: Path, app: WebApp, run: Run) -> None:
    _edit(project, "name: Cara", "nmae: Cara")
    result = run("push", "--yes")
    assert (result.status, result.stdout) == (2, "")
    assert "personas/cara.yaml" in result.stderr
    assert app.names() == []


def test_only_the_named_files_are_pushed(project: Path, app: WebApp, run: Run) -> None:
    assert run("push", "--yes", "personas/cara.yaml").status == 0
    assert app.names() == ["Cara"]
    assert run("push", "--yes", str(project / "personas" / "tutor.yaml")).status == 0
    assert app.names() == ["Cara", "Marcel"]


def test_no_key_is_in_lock_or_output(project: Path, home: Path, run: Run) -> None:
    from personactl.engine.app import open_engine
    from personactl.engine.settings import EngineSettings

    result = run("push", "--yes", "--format", "json")
    database = home / "personactl" / "data" / "engine" / "engine.db"
    engine = open_engine(EngineSettings(f"sqlite:///{database}"))
    engine.close()
    (lock,) = (home / "personactl" / "data" / "engine" / "locks").glob("*.lock")
    assert engine.api_key not in result.stdout + result.stderr + lock.read_text(encoding="utf-8")


def _disagree(project: Path, app: WebApp, run: Run) -> None:
    assert run("push", "--yes").status == 0
    _edit(project, "Front desk of the demo shop", "mine, in the file")
    app.change("Cara", description="theirs, in the app")


def _edit(project: Path, old: str, new: str) -> None:
    path = project / "personas" / "cara.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
