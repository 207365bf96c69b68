"""The options of `personactl push` that widen or narrow what it does."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.web_app import WebApp
from tests.conftest import Run

_LLM = """displayName: Mine
llmFormat: openai
modelName: a-model
urls: [{url: "https://llm.lanterns.io/v1"}]
secret: {env: ANAM_LANTERN_SECRET}
"""


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_prune_deletes_what_has_no_file_and_lists_it_first(project: Path, app: WebApp, run: Run) -> None:
    run("push", "--yes")
    (project / "personas" / "coach.yaml").unlink()
    left = run("push", "--yes")
    assert "but without a file: coach; 'personactl push --prune --profile local' deletes them" in left.stderr
    assert "Finn" in app.names()
    shown = run("diff", "--prune")
    assert "- coach  delete " in shown.stdout
    done = run("push", "--prune", "--yes")
    assert (done.status, app.names()) == (0, ["Cara", "Julia", "Marcel"])
    assert "✓ coach  deleted  " in done.stdout
    assert "'personactl rollback " in done.stderr


@pytest.mark.parametrize("folders", ["left", "gone"])
def test_the_last_file_of_a_project_can_be_pruned_too(project: Path, app: WebApp, run: Run, folders: str) -> None:
    run("push", "--yes")
    for folder in ("personas", "tools", "knowledge"):
        shutil.rmtree(project / folder)
        if folders == "left":
            (project / folder).mkdir()
    command = "'personactl push --prune --profile local'"
    left = f"knowledge harbour-house, cara, coach, receptionist, tutor and 2 more; {command} deletes them"
    assert left in run("diff").stderr
    assert run("status").stdout.count("no file") > 4
    assert left in run("push", "--yes").stderr
    assert run("push", "--prune", "--max-delete", "20").status == 2  # without consent
    assert run("push", "--prune", "--yes", "--max-delete", "3").status == 6
    assert len(app.names()) == 4
    done = run("push", "--prune", "--yes", "--max-delete", "20")
    assert (done.status, app.names()) == (0, [])
    assert run("push", "--prune", "--yes").status == 0


@pytest.mark.parametrize("command", [["diff", "--prune"], ["push", "--prune", "--yes"], ["status"]], ids=" ".join)
def test_a_folder_without_files_and_pushes_is_not_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = run(*command)
    assert refused.status == 2
    assert "there is no such file or folder" in refused.stderr
    assert "next: run the command in a project, or make one here: personactl init" in refused.stderr


def test_the_project_s_settings_are_not_a_persona(project: Path, run: Run) -> None:
    (project / "personactl.yaml").write_text("personas: personas\n")
    refused = run("push", "personactl.yaml")
    assert refused.status == 2
    assert refused.stderr.startswith("error[usage]: this is not a persona file: it has the project's settings\n")


@pytest.mark.parametrize("limit", ["option", "project"])
def test_more_deletions_than_allowed_are_refused_whole(project: Path, app: WebApp, run: Run, limit: str) -> None:
    run("push", "--yes")
    for key in ("coach", "tutor"):
        (project / "personas" / f"{key}.yaml").unlink()
    arguments = ["--max-delete", "1"] if limit == "option" else []
    if limit == "project":
        (project / "personactl.yaml").write_text("push: {maxDelete: 1}\n")
    refused = run("push", "--prune", "--yes", *arguments)
    assert refused.status == 6
    assert "2 deletions, and at most 1" in refused.stderr
    assert len(app.names()) == 4
    assert run("push", "--prune", "--yes", "--max-delete", "2").status == 0


def test_an_invalid_limit_is_reported_with_its_place(project: Path, run: Run) -> None:
    (project / "personactl.yaml").write_text("push: {concurrency: 0}\n")
    result = run("push", "--yes")
    assert result.status == 2
    assert "'concurrency' must be a whole number, 1 to 64" in result.stderr
    assert "personactl.yaml:1:21" in result.stderr


def test_only_pushes_one_and_what_it_needs(project: Path, app: WebApp, run: Run) -> None:
    result = run("push", "--yes", "--only", "receptionist", "--format", "json")
    done = [(outcome["kind"], outcome["outcome"]) for outcome in json.loads(result.stdout)["outcomes"]]
    assert done == [(kind, "created") for kind in ("knowledge", *["document"] * 3, "tool", "tool", "persona")]
    assert app.names() == ["Julia"]


def test_lint_errors_stop_a_push_unless_an_option_allows_them(project: Path, app: WebApp, run: Run) -> None:
    _edit(project / "tools" / "call_the_desk.yaml", "toolTimeoutSeconds: 8", "toolTimeoutSeconds: 0")
    stopped = run("push", "--yes", "--only", "receptionist")
    assert stopped.status == 2
    assert "tools/call_the_desk.yaml:" in stopped.stderr
    assert app.names() == []
    result = run("push", "--yes", "--only", "cara", "--no-validate")
    assert (result.status, app.names()) == (0, ["Cara"])


def test_after_a_failure_fail_fast_begins_nothing_more(project: Path, app: WebApp, run: Run) -> None:
    nobody = "00000000-0000-4000-8000-000000000001"
    _edit(project / "personas" / "cara.yaml", "30fa96d0-26c4-4e55-94a0-517025942e18", nobody)
    result = run("push", "--yes", "--fail-fast", "--concurrency", "1", "--format", "json")
    statuses = [outcome["outcome"] for outcome in json.loads(result.stdout)["outcomes"]]
    assert "failed" in statuses
    assert "skipped" in statuses
    assert result.status in (4, 7)


def test_a_secret_that_is_missing_stops_a_push_before_anything_is_sent(
    project: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "llms").mkdir()
    (project / "llms" / "mine.yaml").write_text(_LLM)
    _edit(project / "personas" / "cara.yaml", "llmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466", "llm: mine")
    result = run("push", "--yes", "--only", "cara")
    assert result.status == 3
    assert "the environment variable ANAM_LANTERN_SECRET is not set: nothing was sent" in result.stderr
    assert "where: llm mine (llms/mine.yaml): secret: {env: ANAM_LANTERN_SECRET}" in result.stderr
    assert app.names() == []
    program = run("push", "--yes", "--only", "cara", "--format", "json")
    assert (program.status, json.loads(program.stdout)["outcomes"]) == (3, [])
    assert run("push", "--dry-run", "--only", "cara").status == 3
    monkeypatch.setenv("ANAM_LANTERN_SECRET", "hush-hush-0123456789")
    done = run("push", "--yes", "--only", "cara")
    assert done.status == 0
    assert "hush" not in done.stdout + done.stderr
    again = run("push", "--yes", "--only", "cara", "--resend-secrets")
    assert "✓ llm mine  updated" in again.stdout


def test_in_ci_the_last_line_is_the_reason(
    project: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.create(name="Cara", description="somebody's")
    monkeypatch.setenv("CI", "true")
    last = run("push", "--yes", "personas/cara.yaml").stderr.splitlines()[-1]
    assert last.startswith("personactl failed with exit status 6: push refused, nothing was sent: ")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    last = run("push", "--yes", "personas/cara.yaml").stderr.splitlines()[-1]
    assert last.startswith("::error title=personactl%3A conflict::push refused, nothing was sent: ")
