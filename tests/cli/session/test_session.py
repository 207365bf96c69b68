"""`session list`, `show`, `tail` and `transcript` against the embedded engine, with piped output."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from personactl.report.text.view import View
from tests.conftest import Run
from tests.local_zone import local_zone


@pytest.fixture
def two_sessions(project: Path, run: Run) -> list[str]:
    """The ids of a session of Cara's and then one of the tutor's, newest first."""
    assert run("talk", "cara", "--say", "Hello", "--label", "first").status == 0
    assert run("talk", "tutor", "--say", "Bonjour").status == 0
    return [session["sessionId"] for session in listed(run)]


def listed(run: Run, *arguments: str) -> list[dict[str, str]]:
    result = run("session", "list", *arguments, "--format", "json")
    assert result.status == 0, result.stderr
    found: list[dict[str, str]] = json.loads(result.stdout)["sessions"]
    return found


def test_a_list_is_greppable_and_has_whole_ids(two_sessions: list[str], run: Run) -> None:
    header, *rows = run("session", "list").stdout.splitlines()
    assert " ".join(header.split()) == "STARTED DURATION STATUS PERSONA LABEL TURNS P95 INTERRUPTED TOOLS ID"
    assert [row.split()[-1] for row in rows] == two_sessions
    assert re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z +\d\.\ds  ended +Cara +first +2 +\d+ms +0 +0 ", rows[1])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--persona", "cara"), [1]),
        (("--persona", "CARA"), [1]),
        (("--persona", "tutor"), [0]),
        (("--search", "first"), [1]),
        (("--since", "1h"), [0, 1]),
        (("--since", "2099-01-01"), []),
        (("--live",), []),
        (("-n", "1"), [0]),
    ],
)
def test_a_list_is_narrowed(two_sessions: list[str], run: Run, arguments: tuple[str, ...], expected: list[int]) -> None:
    assert [session["sessionId"] for session in listed(run, *arguments)] == [two_sessions[index] for index in expected]


def test_a_pushed_persona_is_found_by_its_key_and_by_its_id(project: Path, run: Run) -> None:
    assert run("push", "--yes").status == 0
    assert run("talk", "cara", "--say", "Hi").status == 0
    (session,) = listed(run, "--persona", "cara")
    assert [one["sessionId"] for one in listed(run, "--persona", session["personaId"])] == [session["sessionId"]]
    for word in ("personas/cara.yaml", "car*", "persona/cara"):
        assert [one["sessionId"] for one in listed(run, "--persona", word)] == [session["sessionId"]]


def test_a_key_shows_no_sessions_of_another_persona_of_the_same_name(project: Path, run: Run) -> None:
    text = (project / "personas" / "cara.yaml").read_text("utf-8")
    (project / "personas" / "clara.yaml").write_text(text, "utf-8")
    assert run("push", "--yes", "--no-validate").status == 0
    ids: dict[str, str] = {}
    for key in ("cara", "clara"):
        assert run("talk", key, "--say", "Hi").status == 0
        (ids[key],) = {one["sessionId"] for one in listed(run)} - set(ids.values())
    for key in ("cara", "clara"):
        assert [one["sessionId"] for one in listed(run, "--persona", key)] == [ids[key]]
        events = json.loads(run("session", "tail", "--persona", key, "--format", "json").stdout)["events"]
        assert {event["sessionId"] for event in events} == {ids[key]}
    assert {one["sessionId"] for one in listed(run, "--persona", "Cara")} == set(ids.values())


@pytest.mark.parametrize("command", [("list",), ("tail",), ("tail", "-f"), ("tail", "-n", "0", "-f")])
@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("carra", "did you mean cara"),
        ("00000000-0000-4000-8000-000000000000", "'personactl status --profile local' lists personas"),
        ("personas/otto.yaml", "give a key, a name or an id"),
        ("q*", "give a key, a name or an id"),
    ],
)
def test_a_persona_of_nobody_is_an_error(
    project: Path, run: Run, command: tuple[str, ...], word: str, hint: str
) -> None:
    result = run("session", *command, "--persona", word)
    assert (result.status, result.stdout) == (4, "")
    assert f"nobody is called '{word}' on local or in this project" in result.stderr
    assert hint in result.stderr


def test_a_persona_that_nobody_talked_to_is_no_error(project: Path, run: Run) -> None:
    assert listed(run, "--persona", "cara") == []


def test_no_session_is_noted_on_stderr_and_is_not_a_failure(project: Path, run: Run) -> None:
    result = run("session", "list")
    assert (result.status, result.stdout) == (0, "")
    assert result.stderr.endswith("no session yet\n")
    assert run("session", "list", "--live").stderr.endswith("no session matches\n")


def test_a_session_is_shown_by_the_beginning_of_its_id(two_sessions: list[str], run: Run) -> None:
    result = run("session", "show", two_sessions[1][:8].upper())
    assert result.status == 0
    assert result.stdout.splitlines()[0] == "Cara  ended"
    assert "offline personactl-offline-responder" in result.stdout
    assert "TURN  FIRST WORDS" in result.stdout
    document = json.loads(run("session", "show", two_sessions[1], "--format", "json").stdout)
    assert document["session"]["sessionId"] == two_sessions[1]
    assert document["analytics"]["summary"]["turnCount"] == 2


@pytest.mark.parametrize("command", ["show", "transcript"])
def test_an_unknown_id_is_not_found(two_sessions: list[str], run: Run, command: str) -> None:
    for unknown in ("zzz", "00000000-0000-4000-8000-000000000000", " ", "-"):
        result = run("session", command, unknown)
        assert (result.status, result.stdout) == (4, ""), unknown


def test_the_newest_transcript_is_the_default(two_sessions: list[str], run: Run) -> None:
    newest = run("session", "transcript")
    assert "Bonjour" in newest.stdout
    assert newest.stdout == run("session", "transcript", two_sessions[0]).stdout
    other = json.loads(run("session", "transcript", two_sessions[1][:8], "--format", "json").stdout)
    assert (other["sessionId"], other["personaName"], other["messageCount"]) == (two_sessions[1], "Cara", 3)


def test_without_a_session_there_is_no_transcript(project: Path, run: Run) -> None:
    result = run("session", "transcript")
    assert (result.status, result.stdout) == (4, "")
    assert "there is no session yet" in result.stderr


def test_a_tail_shows_the_last_events_in_order(two_sessions: list[str], run: Run) -> None:
    everything = run("session", "tail", "-n", "100").stdout.splitlines()
    assert [line.split()[3] for line in everything] == ["started", "persona", "user", "persona", "ended"] * 2
    times = [line.split()[0] for line in everything]
    assert times == sorted(times)
    assert run("session", "tail", "-n", "3").stdout.splitlines() == everything[-3:]
    assert run("session", "tail", "-n", "0").stdout == ""
    assert run("session", "tail", "--since", "1h").stdout.splitlines() == everything
    assert run("session", "tail", "--persona", "cara").stdout.splitlines() == everything[:5]


def test_a_tail_as_json_is_one_document(two_sessions: list[str], run: Run) -> None:
    events = json.loads(run("session", "tail", "--format", "json").stdout)["events"]
    assert [event["event"] for event in events[:5]] == ["started", "message", "message", "message", "ended"]
    assert events[4]["statistics"]["turnCount"] == 2
    assert {event["sessionId"] for event in events} == set(two_sessions)


@pytest.mark.parametrize("command", ["list", "tail"])
def test_an_invalid_age_is_refused_before_any_request(project: Path, run: Run, command: str) -> None:
    result = run("session", command, "--since", "whenever")
    assert (result.status, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 3


def test_since_takes_times_as_a_terminal_shows_them(two_sessions: list[str], run: Run) -> None:
    (session,) = [one for one in listed(run) if one["sessionId"] == two_sessions[1]]
    start = datetime.fromisoformat(session["startedAt"])
    for name in ("Pacific/Kiritimati", "America/New_York"):
        with local_zone(name):
            shown = View(width=80, now=datetime.now(UTC)).time(start)
            assert shown is not None
            assert len(listed(run, "--since", shown)) == 2
            assert listed(run, "--since", "yesterday") == listed(run)
            later = start + timedelta(minutes=2)
            assert listed(run, "--since", f"{later.astimezone():%Y-%m-%d %H:%M:%S}") == []
            assert listed(run, "--since", later.isoformat()) == []


def test_a_time_to_come_is_answered_with_a_warning_that_names_both_times(project: Path, run: Run) -> None:
    with local_zone("Europe/Berlin"):
        result = run("session", "list", "--since", "2099-01-01 12:00", "--quiet")
    assert (result.status, result.stdout) == (0, "")
    assert result.stderr.startswith(
        "warning: --since 2099-01-01 12:00 is still to come: that is 2099-01-01 12:00:00 CET, and it is "
    )
