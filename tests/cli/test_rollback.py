"""`personactl rollback` and `promote` as a user sees them."""

import json
from pathlib import Path

import pytest

from tests.cli.web_app import WebApp
from tests.conftest import EngineServer, Run
from tests.minimal_persona import write_persona


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with two personas in it."""
    folder = tmp_path / "small"
    folder.mkdir()
    monkeypatch.chdir(folder)
    write_persona(folder, "cara", "as it was")
    write_persona(folder, "finn", "Coach")
    return folder


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


@pytest.fixture
def changed(project: Path, run: Run) -> Path:
    """A project whose last push overwrote a persona: run 1."""
    write_persona(project, "cara", "as it was")
    assert run("push", "--yes").status == 0
    write_persona(project, "cara", "changed")
    result = run("push", "--yes")
    assert "'personactl rollback 1 --profile local' restores them" in result.stderr
    return project


def test_the_last_run_comes_back_and_the_files_stay(changed: Path, app: WebApp, run: Run) -> None:
    before = (changed / "personas" / "cara.yaml").read_bytes()
    result = run("rollback", "--last", "--yes")
    assert result.status == 0
    assert "~ cara  run 1  update" in result.stdout
    assert "'personactl pull cara --profile local'" in result.stderr
    assert app.fields("Cara")["description"] == "as it was"
    assert (changed / "personas" / "cara.yaml").read_bytes() == before
    run("push", "--yes")
    assert app.fields("Cara")["description"] == "as it was"
    assert run("rollback", "2", "--yes", "--only", "cara").status == 0
    assert app.fields("Cara")["description"] == "changed"


def test_without_consent_nothing_is_sent(changed: Path, app: WebApp, run: Run) -> None:
    shown = run("rollback", "1", "--dry-run")
    assert shown.status == 0
    assert "dry run, nothing was sent: 1 to update" in shown.stderr
    refused = run("rollback", "1", "--format", "json")
    assert refused.status == 2
    assert "where: local: 1 to update. Roll back?" in refused.stderr
    assert json.loads(refused.stdout)["plan"]["counts"]["update"] == 1
    assert app.fields("Cara")["description"] == "changed"


def test_a_change_since_then_is_refused(changed: Path, app: WebApp, run: Run) -> None:
    app.change("Cara", description="theirs")
    refused = run("rollback", "1", "--yes")
    assert refused.status == 6
    assert "description changed on the platform since" in refused.stderr
    assert (
        "    description  before run 1: as it was  (conflict)\n                 platform:     theirs\n"
        in refused.stdout
    )
    assert app.fields("Cara")["description"] == "theirs"
    assert run("rollback", "1", "--yes", "--on-conflict", "ours").status == 0
    assert app.fields("Cara")["description"] == "as it was"


def test_what_prune_deleted_comes_back(changed: Path, app: WebApp, run: Run) -> None:
    (changed / "personas" / "cara.yaml").unlink()
    assert run("push", "--yes", "--prune").status == 0
    assert "Cara" not in app.names()
    assert "cara" in run("history", "cara").stdout
    assert run("rollback", "--last", "--yes").status == 0
    assert app.fields("Cara")["description"] == "changed"
    assert run("status", "--format", "json").status == 0


def test_what_came_back_and_has_its_file_again_is_in_sync(changed: Path, run: Run) -> None:
    file = changed / "personas" / "cara.yaml"
    text = f"{file.read_text()}avatarModel: cara-4\n"
    file.write_text(text)
    assert run("push", "--yes").status == 0
    file.unlink()
    assert run("push", "--yes", "--prune").status == 0
    assert run("rollback", "--last", "--yes").status == 0
    file.write_text(text)
    result = run("diff", "--exit-code")
    assert (result.status, result.stdout) == (0, "= cara, finn\n")


def test_a_name_that_is_taken_by_now_is_refused_with_the_options_of_a_rollback(
    changed: Path, app: WebApp, run: Run
) -> None:
    (changed / "personas" / "cara.yaml").unlink()
    assert run("push", "--yes", "--prune").status == 0
    app.create(name="Cara", description="another one")
    refused = run("rollback", "--last", "--yes")
    assert refused.status == 6
    assert "the platform has a persona named 'Cara' that was not pushed from here" in refused.stderr
    assert "next: rename or delete what has the name now, and roll back again" in refused.stderr
    app.delete("Cara")
    assert run("rollback", "--last", "--yes").status == 0
    assert app.fields("Cara")["description"] == "changed"


def test_what_came_back_is_pulled_into_a_file_of_the_key_that_it_had(project: Path, app: WebApp, run: Run) -> None:
    personas = project / "personas"
    (personas / "cara.yaml").rename(personas / "front-desk.yaml")
    run("push", "--yes")
    (personas / "front-desk.yaml").unlink()
    run("push", "--yes", "--prune")
    result = run("rollback", "--last", "--yes")
    assert "'personactl pull front-desk --profile local'" in result.stderr
    assert run("pull", "front-desk").status == 0
    assert (personas / "front-desk.yaml").exists()
    assert json.loads(run("status", "--format", "json").stdout)["inSync"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ((), 2, "name one run to roll back, or use --last"),
        (("1", "--last"), 2, "name one run to roll back, or use --last"),
        (("7",), 4, "there is no run 7"),
        (("1", "--profile", "env"), 2, "run 1 went to local, not to env"),
        (("1", "--only", "nobody"), 4, "run 1 did not overwrite or delete 'nobody'"),
    ],
)
def test_what_cannot_be_rolled_back_is_refused(
    changed: Path, run: Run, arguments: tuple[str, ...], status: int, words: str
) -> None:
    result = run("rollback", *arguments)
    assert (result.status, result.stdout) == (status, "")
    assert words in result.stderr


def test_a_run_is_only_rolled_back_where_it_was_made(
    project: Path, run: Run, served: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("as it was", "changed"):
        write_persona(project, "cara", text)
        assert run("push", "--yes", "--profile", "env").status == 0
    monkeypatch.setenv("ANAM_API_URL", "https://elsewhere.example")
    result = run("rollback", "1", "--yes")
    assert result.status == 2
    assert f"run 1 went to {served.url}" in result.stderr


def test_promote_takes_one_targets_state_to_another(changed: Path, app: WebApp, run: Run, served: EngineServer) -> None:
    shown = run("promote", "local", "env", "--dry-run")
    assert shown.status == 0
    assert "+ cara" in shown.stdout
    assert run("promote", "local", "env", "--yes", "--only", "cara").status == 0
    assert run("promote", "local", "env", "--yes").status == 0
    assert json.loads(run("status", "--profile", "env", "--format", "json").stdout)["inSync"]
    app.change("Cara", description="tried in the app")
    result = run("promote", "local", "env", "--yes", "--format", "json")
    assert result.status == 0
    assert json.loads(result.stdout)["plan"]["counts"]["update"] == 1
    assert "the earlier values of 1 resource are saved" in result.stderr
    assert [row["command"] for row in json.loads(run("history", "--format", "json").stdout)["runs"]] == [
        "promote",
        "push",
    ]


def test_a_refused_promotion_names_both_targets(changed: Path, app: WebApp, run: Run, served: EngineServer) -> None:
    app.change("Cara", description="theirs")
    write_persona(changed, "cara", "tried")
    assert run("push", "--yes", "--profile", "env").status == 0
    refused = run("promote", "env", "local", "--yes")
    assert refused.status == 6
    assert "! cara  personas/cara.yaml  conflict: changed on env and on local\n" in refused.stdout
    assert "    description  env:   tried  (conflict)\n                 local: theirs\n" in refused.stdout
    assert "promote refused, nothing was sent: description changed on env and on local" in refused.stderr
    hint = (
        "repeat the command with --on-conflict ours, which writes what env holds, or with --on-conflict theirs, which"
    )
    assert f"next: {hint} keeps what local has" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("local", "local"), 2, "cannot be promoted to itself"),
        (("local", "staging"), 2, "there is no profile 'staging'"),
        (("local", "env"), 4, "nothing was pushed to local"),
    ],
)
def test_what_cannot_be_promoted_is_refused(
    project: Path, run: Run, served: EngineServer, arguments: tuple[str, ...], status: int, words: str
) -> None:
    result = run("promote", *arguments)
    assert (result.status, result.stdout) == (status, "")
    assert words in result.stderr
    assert "where: --profile" not in result.stderr


def test_a_run_whose_needs_a_later_one_deleted_names_what_to_roll_back_first(
    project: Path, app: WebApp, run: Run
) -> None:
    tool = project / "tools" / "ring.yaml"
    tool.parent.mkdir()
    tool.write_text(
        "name: ring\ntype: CLIENT\ndescription: Rings the bell in the lobby once, for the person at the desk.\n"
    )
    cara = project / "personas" / "cara.yaml"
    cara.write_text(f"{cara.read_text()}tools: [ring]\n")
    run("push", "--yes")
    cara.write_text(cara.read_text().replace("tools: [ring]\n", ""))
    run("push", "--yes")
    tool.unlink()
    run("push", "--yes", "--prune")
    refused = run("rollback", "1", "--yes")
    assert refused.status == 6
    assert "rollback refused, nothing was sent: persona cara needs tool ring, which run 2 removed" in refused.stderr
    assert "next: run 'personactl rollback 2 --profile local' first, to bring it back" in refused.stderr
    assert run("rollback", "2", "--yes").status == 0
    assert run("rollback", "1", "--yes").status == 0
    assert app.fields("Cara")["toolIds"]
