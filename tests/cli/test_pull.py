"""`personactl pull` as a user or a CI job sees it: exit status, stdout, stderr and files."""

import json
from pathlib import Path

import pytest

from tests.cli.web_app import WebApp
from tests.conftest import Run


@pytest.fixture
def app(home: Path, project: Path, run: Run) -> WebApp:
    """The platform, to which the project's personas were pushed."""
    assert run("push", "--yes").status == 0
    return WebApp(home)


def test_a_change_on_the_platform_goes_into_its_file(app: WebApp, project: Path, run: Run) -> None:
    before = (project / "personas/cara.yaml").read_text()
    app.change("Cara", description="Back desk")

    result = run("pull")

    assert result.status == 0
    assert "~ cara  personas/cara.yaml  updated\n" in result.stdout
    assert "    description  Front desk of the demo shop → Back desk  (theirs)\n" in result.stdout
    assert "\npull: 1 updated, " in result.stderr
    after = (project / "personas/cara.yaml").read_text()
    assert after == before.replace("Front desk of the demo shop", "Back desk")
    assert run("diff", "--exit-code").status == 0


@pytest.mark.parametrize("by_id", [False, True])
def test_a_pushed_persona_is_pulled_by_its_name_or_its_id_on_the_platform(
    app: WebApp, project: Path, run: Run, by_id: bool
) -> None:
    app.change("Julia", description="Their hotel")
    (item,) = json.loads(run("diff", "personas/receptionist.yaml", "--format", "json").stdout)["plan"]["items"][-1:]
    name = item["remoteId"] if by_id else "Julia"

    result = run("pull", name)

    assert (result.status, "~ receptionist  personas/receptionist.yaml  updated\n" in result.stdout) == (0, True)
    assert "Their hotel" in (project / "personas/receptionist.yaml").read_text()


def test_a_pull_into_an_empty_folder_says_how_to_begin(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    said = "this project has no files yet; 'personactl pull --all --profile local' writes files for everything on local"
    assert said in run("pull").stderr
    assert said not in run("pull", "--all").stderr


def test_a_dry_run_shows_the_same_and_writes_nothing(app: WebApp, project: Path, run: Run) -> None:
    before = (project / "personas/cara.yaml").read_text()
    app.change("Cara", description="Back desk")

    result = run("pull", "cara", "--dry-run", "--format", "json")

    assert result.status == 0
    document = json.loads(result.stdout)
    assert list(document) == ["schemaVersion", "target", "written", "counts", "items"]
    assert (document["written"], document["counts"]["updated"]) == (False, 1)
    (item,) = document["items"]
    assert (item["key"], item["outcome"], item["taken"][0]["field"]) == ("cara", "updated", "description")
    assert result.stderr.endswith("dry run, nothing was written: 1 updated\n")
    assert (project / "personas/cara.yaml").read_text() == before


def test_a_conflict_is_refused_with_both_sides_and_the_others_are_pulled(app: WebApp, project: Path, run: Run) -> None:
    file = project / "personas/cara.yaml"
    file.write_text(file.read_text().replace("Front desk of the demo shop", "My desk"))
    app.change("Cara", description="Their desk")
    app.change("Julia", description="Their hotel")

    result = run("pull")

    assert result.status == 6
    assert "! cara" in result.stdout
    assert "My desk" in result.stdout
    assert "Their desk" in result.stdout
    assert "error[conflict]: the file and the platform both changed cara" in result.stderr
    assert "My desk" in file.read_text()
    assert "Their hotel" in (project / "personas/receptionist.yaml").read_text()
    assert run("pull", "--on-conflict", "theirs").status == 0
    assert "Their desk" in file.read_text()


def test_everything_of_an_account_makes_a_project(
    app: WebApp, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)

    result = run("pull", "--all")

    assert result.status == 0
    assert "+ cara  personas/cara.yaml  new file\n" in result.stdout
    names = sorted(path.name for path in (empty / "personas").glob("*.yaml"))
    assert names == ["cara.yaml", "finn.yaml", "julia.yaml", "marcel.yaml"]
    assert run("validate").status == 0
    assert run("diff", "--exit-code").status == 0
    assert run("pull", "--all").stdout.startswith("= ")


def test_a_name_that_nothing_bears_is_not_found(app: WebApp, run: Run) -> None:
    result = run("pull", "Nora")

    assert (result.status, result.stdout) == (4, "")
    assert "error[not-found]: neither the project nor the platform has 'Nora'" in result.stderr


def test_deletions_on_the_platform_are_reported(app: WebApp, project: Path, run: Run) -> None:
    app.delete("Cara")

    result = run("pull")

    assert result.status == 6
    assert "- cara  personas/cara.yaml  missing: deleted on the platform; the file was kept\n" in result.stdout
    assert (project / "personas/cara.yaml").exists()


def test_pulling_writes_nothing_to_the_platform(app: WebApp, project: Path, run: Run) -> None:
    file = project / "personas/cara.yaml"
    file.write_text(file.read_text().replace("Front desk of the demo shop", "My desk"))

    assert run("pull", "--on-conflict", "ours").status == 0

    assert app.fields("Cara")["description"] == "Front desk of the demo shop"
