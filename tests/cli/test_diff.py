"""`personactl diff` as a user sees it: exit status, stdout and stderr."""

import json
from pathlib import Path

import pytest

from tests.cli.web_app import WebApp
from tests.conftest import Run
from tests.example_project import PERSONAS, RESOURCES


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


def test_diff_shows_what_a_push_would_create_and_writes_nothing(project: Path, app: WebApp, run: Run) -> None:
    before = sorted(path for path in project.rglob("*"))
    result = run("diff")
    assert result.status == 0
    assert "+ cara  personas/cara.yaml  create\n" in result.stdout
    assert result.stderr.startswith("target: local (embedded engine, ")
    assert result.stderr.endswith(f"diff: {len(RESOURCES)} to create\n")
    assert sorted(path for path in project.rglob("*")) == before
    assert app.names() == []


def test_exit_code_tells_differences_from_none(project: Path, run: Run) -> None:
    assert run("diff", "--exit-code").status == 1
    assert run("push", "--yes").status == 0
    after = run("diff", "--exit-code")
    assert (after.status, after.stderr.splitlines()[-1]) == (0, f"diff: {len(RESOURCES)} in sync")


def test_json_is_one_document_and_quiet_drops_the_notes(project: Path, run: Run) -> None:
    result = run("diff", "--format", "json", "--quiet")
    document = json.loads(result.stdout)["plan"]
    assert result.stderr == ""
    keys = [item["key"] for item in document["items"] if item["kind"] == "persona"]
    assert keys == PERSONAS
    assert document["counts"]["create"] == len(RESOURCES)
    assert document["inSync"] is False


def test_drift_is_shown_with_both_sides(project: Path, app: WebApp, run: Run) -> None:
    run("push", "--yes")
    app.change("Cara", description="Changed in the app")
    result = run("diff", "--exit-code", "personas/cara.yaml")
    assert result.status == 1
    assert result.stdout == (
        "< cara  personas/cara.yaml  drift: changed on the platform, left alone\n"
        "    description  Front desk of the demo shop → Changed in the app  (theirs)\n"
        "  not returned by the platform, assumed to be as last pushed: initialMessage\n"
    )


def test_what_is_left_alone_beside_an_update_is_said_too(project: Path, app: WebApp, run: Run) -> None:
    run("push", "--yes")
    app.change("Cara", description="Changed in the app")
    path = project / "personas" / "cara.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("closed on Sundays", "open on Sundays"), encoding="utf-8")
    result = run("diff", "personas/cara.yaml")
    assert "~ cara  personas/cara.yaml  update (diverged)\n" in result.stdout
    assert (
        "what only the platform changed stays as it is; 'personactl pull --profile local' writes it to the files,"
        " --on-drift ours overwrites it\n" in result.stderr
    )


def test_a_file_with_errors_stops_the_diff_before_any_request(project: Path, run: Run) -> None:
    (project / "personas" / "cara.yaml").write_text("name: Cara\navatarID: x\n", encoding="utf-8")
    result = run("diff")
    assert (result.status, result.stdout) == (2, "")
    assert "unknown key" in result.stderr or "no key 'avatarID'" in result.stderr
    assert "personas/cara.yaml:2:1" in result.stderr
    assert "target:" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["personas/nobody.yaml"], 2, "no such file"),
        (["--profile", "nowhere"], 2, "nowhere"),
    ],
)
def test_what_does_not_exist_is_three_lines(
    project: Path, run: Run, arguments: list[str], status: int, said: str
) -> None:
    result = run("diff", *arguments)
    assert (result.status, result.stdout) == (status, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 3


def test_a_lock_with_marks_of_a_merge_is_a_conflict(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAM_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("ANAM_API_KEY", "unused")
    (project / "personactl.lock").write_text("<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n", encoding="utf-8")
    result = run("diff")
    assert result.status == 6
    assert "unfinished merge" in result.stderr


def test_a_file_that_vanished_is_mentioned_and_left(project: Path, app: WebApp, run: Run) -> None:
    run("push", "--yes")
    (project / "personas" / "coach.yaml").unlink()
    result = run("diff", "--exit-code")
    assert result.status == 0
    assert "still on the platform, but without a file: coach" in result.stderr
    assert run("push", "--yes").status == 0
    assert "Finn" in app.names()


def test_a_prompt_is_shown_by_its_words(project: Path, run: Run) -> None:
    assert run("push", "--yes", "personas/cara.yaml").status == 0
    path = project / "personas" / "cara.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("closed on Sundays", "open on Sundays"), encoding="utf-8")
    shown = run("diff", "personas/cara.yaml").stdout
    assert "    systemPrompt  +1 −1 words  (ours)\n" in shown
    assert "[-closed-]{+open+} on Sundays." in shown


@pytest.mark.parametrize(
    ("format", "first"),
    [
        ("text", "+ knowledge harbour-house  knowledge/harbour-house.yaml  create"),
        ("json", "{"),
        ("markdown", f"### 📝 local: {len(RESOURCES)} to create"),
        ("summary", "           to create"),
    ],
)
def test_every_format_is_there_for_a_pipe(project: Path, run: Run, format: str, first: str) -> None:
    result = run("diff", "--format", format, "-q")
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == first


def test_an_unknown_format_is_refused_with_the_known_ones(project: Path, run: Run) -> None:
    result = run("diff", "--format", "html")
    assert result.status == 2
    assert "text, json, markdown, summary" in result.stderr


def test_only_brings_along_what_is_needed(project: Path, run: Run) -> None:
    shown = json.loads(run("diff", "--only", "receptionist", "--format", "json", "-q").stdout)
    kinds = [item["kind"] for item in shown["plan"]["items"]]
    assert kinds == ["knowledge", "document", "document", "document", "tool", "tool", "persona"]
    nobody = run("diff", "--only", "receptionits")
    assert nobody.status == 4
    assert "did you mean receptionist?" in nobody.stderr
