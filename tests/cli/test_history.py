"""`personactl history`: the recorded runs, what they overwrote, and the earlier values."""

import json
import re
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from personactl.persona.project_resource import Address
from personactl.state.history import RunInfo, SavedResource, history_folder
from personactl.state.history_writer import recording
from tests.conftest import Run
from tests.minimal_persona import write_persona

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STAGING = RunInfo(NOON, "push", "staging", "https://staging.example")
CARA = SavedResource(
    Address("persona", "cara"), "id-1", "Cara", "2026-11-01", {"name": "Cara", "systemPrompt": "a\nb"}, "updated"
)
TOOL = SavedResource(Address("tool", "open_calendar"), "id-2", "open_calendar", "", {"type": "CLIENT"}, "deleted")


@pytest.fixture
def folder(project: Path, home: Path) -> Path:
    """The history folder of `project`, with two runs."""
    folder = history_folder(home / "personactl" / "state", project)
    _keep(folder, STAGING, CARA)
    later = NOON + timedelta(hours=1)
    _keep(folder, RunInfo(later, "rollback", "production", "https://api.example"), CARA, TOOL)
    return folder


def test_without_a_run_there_is_a_note_and_nothing_else(project: Path, home: Path, run: Run) -> None:
    result = run("history")
    assert (result.status, result.stdout) == (0, "")
    assert result.stderr == "no run from this machine has overwritten or deleted anything yet\n"
    assert not (home / "personactl").exists()


def test_the_newest_run_comes_first(folder: Path, run: Run) -> None:
    header, *rows = run("history").stdout.splitlines()
    assert header.split() == ["RUN", "STARTED", "PROFILE", "COMMAND", "OVERWRITTEN", "DELETED", "BY", "AT"]
    assert [row.split()[:4] for row in rows] == [
        ["2", "2026-11-22T13:00:00.000Z", "production", "rollback"],
        ["1", "2026-11-22T12:00:00.000Z", "staging", "push"],
    ]
    assert "tool open_calendar" in rows[0]


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        (("cara",), [2, 1]),
        (("persona/cara", "-n", "1"), [2]),
        (("tool/open_calendar",), [2]),
        (("--profile", "staging"), [1]),
        (("personas/cara.yaml",), [2, 1]),
        (("tool/*",), [2]),
        (("coach",), []),
    ],
)
def test_runs_can_be_selected(folder: Path, run: Run, arguments: tuple[str, ...], numbers: list[int]) -> None:
    result = run("history", *arguments, "--format", "json")
    assert result.status == 0
    assert [found["runNumber"] for found in json.loads(result.stdout)["runs"]] == numbers


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("nobody",), 4, "neither the project nor its history has 'nobody'"),
        (("carra",), 4, "did you mean cara?"),
        (("nobody", "--run", "2"), 4, "run 2 did not overwrite or delete 'nobody'"),
        (("--profile", "stagin"), 2, "did you mean staging?"),
    ],
)
def test_a_name_of_nobody_is_an_error(
    folder: Path, run: Run, arguments: tuple[str, ...], status: int, message: str
) -> None:
    result = run("history", *arguments)
    assert (result.status, result.stdout) == (status, "")
    assert message in result.stderr


def test_one_run_shows_the_values_of_before(folder: Path, run: Run) -> None:
    shown = run("history", "--run", "2").stdout
    assert shown.startswith("run 2  rollback  production (https://api.example)")
    assert "~ cara  updated  id-1\n    name          Cara\n    systemPrompt  2 lines, 3 characters\n" in shown
    assert "- tool open_calendar  deleted  id-2" in shown
    document = json.loads(run("history", "cara", "--run", "2", "--format", "json").stdout)
    assert [item["values"] for item in document["items"]] == [CARA.values]


def test_a_run_that_is_not_there_is_not_found(folder: Path, run: Run) -> None:
    result = run("history", "--run", "3")
    assert (result.status, result.stdout) == (4, "")
    assert "there is no run 3" in result.stderr


def test_a_damaged_run_is_named_and_the_others_are_listed(folder: Path, run: Run) -> None:
    with (folder / "1.jsonl").open("a") as file:
        file.write("{}\n")
    result = run("history", "--format", "json")
    document = json.loads(result.stdout)
    assert result.status == 0
    assert [found["runNumber"] for found in document["runs"]] == [2]
    assert [found["runNumber"] for found in document["damagedRuns"]] == [1]
    assert "warning: run 1 cannot be read" in result.stderr


def _keep(folder: Path, info: RunInfo, *saved: SavedResource) -> None:
    with recording(folder, info) as recorder:
        for each in saved:
            recorder.save(each)


def test_a_run_is_shown_as_a_diff_with_its_texts_and_by_whom(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LOGNAME", "ada")
    write_persona(folder, "cara", "one")
    write_persona(folder, "dora", "one")
    assert run("push", "--yes").status == 0
    path = folder / "personas" / "cara.yaml"
    text = path.read_text().replace("description: one\n", "skipGreeting: true\n").replace("short spoken", "long")
    path.write_text(text)
    (folder / "personas" / "dora.yaml").unlink()
    assert run("push", "--yes", "--prune").status == 0
    shown = run("history", "--run", "1").stdout
    assert f"by ada@{socket.gethostname()}\n" in shown
    assert "~ persona" not in shown
    assert "    skipGreeting  (not set) → true\n" in shown or "    skipGreeting  false → true\n" in shown
    assert "in one [-short spoken-]{+long+} sentence" in shown
    assert "- dora  deleted" in shown
    assert re.search(r"- dora  deleted[^+]*\n    description +one\n", shown)
    listed = run("history").stdout
    assert f"ada@{socket.gethostname()}" in listed
    whole = json.loads(run("history", "--run", "1", "--format", "json").stdout)
    after = {item["key"]: item["after"] for item in whole["items"]}
    assert (after["dora"], after["cara"]["skipGreeting"]) == (None, True)


def test_a_run_of_an_older_personactl_shows_the_values_from_before(project: Path, home: Path, run: Run) -> None:
    folder = history_folder(home / "personactl" / "state", project)
    folder.mkdir(parents=True)
    first = {"version": 1, "startedAt": "2026-11-22T10:00:00Z", "command": "push", "profile": "a", "origin": "local"}
    head = {"kind": "persona", "key": "cara", "deed": "updated", "id": "1", "name": "Cara", "updatedAt": ""}
    (folder / "1.jsonl").write_text(f'{json.dumps(first)}\n{json.dumps(head)}\t{{"name": "Carla"}}\n')
    shown = run("history", "--run", "1")
    assert (shown.status, "    name  Carla\n" in shown.stdout) == (0, True)
    assert run("history").status == 0
