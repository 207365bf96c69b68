"""Session events as lines and as JSON."""

import json
from datetime import UTC, datetime

from rich.cells import cell_len

from personactl.report.sessions.events_report import event_json, event_lines
from personactl.session.session_events import Event, Message, SessionEnded, SessionName, SessionStarted
from tests.report.sessions.sessions_sample import PIPE, STATISTICS, terminal

AT = datetime(2026, 11, 22, 13, 59, 1, 500_000, tzinfo=UTC)
NAME = SessionName("3f2a91c0-f2a9-4c1c-8f00-0123456789ab", "Cara", None, "demo")
STARTED = SessionStarted(NAME, AT)
SPOKEN = Message(NAME, AT, 0, "persona", "Hello,\nI'm \x1b[2JCara.", True, 1.25)
TYPED = Message(NAME, None, 1, "user", "Hi [bold]there[/bold]", False, None)
ENDED = SessionEnded(NAME, AT, "NORMAL_EXIT", 47.4, STATISTICS)
EVENTS: tuple[Event, ...] = (STARTED, SPOKEN, TYPED, ENDED)


def test_in_a_pipe_every_event_is_one_line_with_whole_id_and_utc() -> None:
    lines = [[str(line) for line in event_lines(event, PIPE)] for event in EVENTS]
    head = "3f2a91c0-f2a9-4c1c-8f00-0123456789ab  Cara"
    assert lines == [
        [f"2026-11-22T13:59:01.500Z  {head}  started  label demo"],
        [f"2026-11-22T13:59:01.500Z  {head}  persona  Hello, I'm \\x1b[2JCara. [interrupted]"],
        [f"-  {head}  user     Hi [bold]there[/bold]"],
        [
            f"2026-11-22T13:59:01.500Z  {head}  ended    NORMAL_EXIT after 47s"
            " (4 turns, p95 1.39s, 1 interrupted, 2 tool calls, 1 error)"
        ],
    ]


def test_on_a_terminal_text_is_folded_under_an_indent() -> None:
    lines = [str(line) for line in event_lines(ENDED, terminal(80))]
    assert lines == [
        "13:59:01  3f2a91c0  Cara          ended    NORMAL_EXIT after 47s (4 turns, p95",
        "                                           1.39s, 1 interrupted, 2 tool calls, 1",
        "                                           error)",
    ]
    assert max(map(cell_len, lines)) <= 80


def test_columns_are_fixed_whatever_a_persona_is_called() -> None:
    names = ("Cara", "The Receptionist Of The Harbour House", "星の先生マルセルさん", None)
    starts = set()
    for name in names:
        event = Message(SessionName(NAME.id, name, None, None), AT, 0, "user", "Hi", False, None)
        line = str(event_lines(event, terminal(100))[0])
        starts.add(cell_len(line[: line.index("user")]))
    assert len(starts) == 1


def test_a_session_without_label_report_or_status_shows_none() -> None:
    bare = SessionName(NAME.id, None, None, None)
    assert str(event_lines(SessionStarted(bare, AT), PIPE)[0]).endswith("  -  started")
    assert str(event_lines(SessionEnded(bare, AT, None, None, None), PIPE)[0]).endswith("  -  ended")


def test_json_events_have_a_kind_and_share_their_first_keys() -> None:
    documents = [event_json(event) for event in EVENTS]
    assert [document["event"] for document in documents] == ["started", "message", "message", "ended"]
    shared = ["event", "at", "sessionId", "personaId", "personaName", "clientLabel"]
    assert all(list(document)[:6] == shared for document in documents)
    assert documents[1]["text"] == "Hello,\nI'm \x1b[2JCara."
    assert documents[2]["at"] is None
    assert documents[3]["durationSeconds"] == 47.4


def test_a_json_event_survives_being_written_on_one_line() -> None:
    for event in EVENTS:
        document = event_json(event)
        line = json.dumps(document)
        assert "\n" not in line
        assert json.loads(line) == document
