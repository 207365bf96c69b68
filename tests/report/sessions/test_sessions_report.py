"""The session list and a session's page, in a pipe and on terminals of several widths."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from personactl.report.sessions.session_json import session_json, sessions_json
from personactl.report.sessions.session_page import session_facts, turns_table
from personactl.report.sessions.sessions_report import sessions_table, statistics_text
from personactl.session.session_lookup import SessionRow
from personactl.session.session_statistics import Statistics
from tests.report.sessions.sessions_sample import (
    ANALYTICS,
    ENDED,
    LIVE,
    PIPE,
    ROWS,
    STATISTICS,
    drawn_width,
    lines,
    session,
    terminal,
)


def test_a_pipe_gets_every_column_whole_ids_and_utc() -> None:
    assert lines(sessions_table(ROWS, PIPE)) == [
        "STARTED|DURATION|STATUS|PERSONA|LABEL|TURNS|P95|INTERRUPTED|TOOLS|ID",
        "2026-11-22T14:00:00.000Z|30s|live|Cara|lab|…|…|…|…|3f2a91c0-f2a9-4c1c-8f00-0123456789ab",
        "2026-11-21T09:00:00.250Z|12m34s|ended|星の先生 Marcel|a label\\x1b[31m that is long and has a second line"
        "|4|1.39s|1|2|77d0e1b2-f2a9-4c1c-8f00-0123456789ab",
        "2025-01-02T03:04:05.000Z|3h07m|error|-|-|…|…|…|…|8c0ffee0-f2a9-4c1c-8f00-0123456789ab",
    ]


def test_a_wide_terminal_gets_every_column_local_times_and_short_ids() -> None:
    assert lines(sessions_table(ROWS, terminal(140))) == [
        "STARTED (UTC)|DURATION|STATUS|PERSONA|LABEL|TURNS|P95|INTERRUPTED|TOOLS|ID",
        "14:00:00|30s|live|Cara|lab|…|…|…|…|3f2a91c0",
        "Nov 21 09:00:00|12m34s|ended|星の先生 Marcel|a label\\x1b[31m that is long…|4|1.39s|1|2|77d0e1b2",
        "2025-01-02 03:04:05|3h07m|error|-|-|…|…|…|…|8c0ffee0",
    ]


def test_eighty_columns_show_what_distinguishes_sessions() -> None:
    table = sessions_table(ROWS, terminal(80))
    assert [column.strip() for column in table.columns] == [
        "STARTED (UTC)",
        "DURATION",
        "STATUS",
        "PERSONA",
        "TURNS",
        "P95",
        "ID",
    ]
    assert drawn_width(table) <= 80


@given(st.integers(58, 200))
def test_a_table_fits_every_terminal_that_is_not_tiny(width: int) -> None:
    assert drawn_width(sessions_table(ROWS, terminal(width))) <= width


@given(st.integers(1, 57))
def test_a_tiny_terminal_still_gets_start_status_persona_and_id(width: int) -> None:
    names = [column.strip() for column in sessions_table(ROWS, terminal(width)).columns]
    assert [name for name in ("STARTED (UTC)", "STATUS", "PERSONA", "ID") if name in names] == [
        "STARTED (UTC)",
        "STATUS",
        "PERSONA",
        "ID",
    ]


def test_numbers_are_aligned() -> None:
    table = sessions_table(ROWS, PIPE)
    place = next(index for index, column in enumerate(table.columns) if column.strip() == "DURATION")
    cells = [str(row[place]) for row in table.rows]
    assert [table.columns[place], *cells] == ["DURATION", "     30s", "  12m34s", "   3h07m"]


def test_short_ids_grow_until_they_are_unique() -> None:
    twins = [session("3f2a91c0", "2026-11-22T14:00:00Z"), session("3f2a91c0", "2026-11-22T14:00:00Z")]
    other = replace(twins[1], id="3f2a91c0-f2b0-4c1c-8f00-0123456789ab")
    table = sessions_table([SessionRow(twins[0], None), SessionRow(other, None)], terminal(120))
    assert [str(row[-1]) for row in table.rows] == ["3f2a91c0-f2a", "3f2a91c0-f2b"]


def test_a_number_that_will_not_be_known_is_a_dash() -> None:
    unknown = Statistics(None, None, None, None, None, None, None)
    assert lines(sessions_table([SessionRow(ENDED, unknown)], terminal(150)))[1].split("|")[5:9] == ["-"] * 4


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (STATISTICS, "4 turns, p95 1.39s, 1 interrupted, 2 tool calls, 1 error"),
        (Statistics(1, 0, 0, 0, 0, 0.016, "llmTimeToFirstOutputSeconds"), "1 turn, p95 16ms"),
        (Statistics(0, 0, 0, 0, 0, None, None), "0 turns"),
        (Statistics(None, None, None, None, None, None, None), ""),
    ],
)
def test_statistics_as_text_leave_out_zeros(known: Statistics, words: str) -> None:
    assert statistics_text(known) == words


def test_the_json_list_has_one_shape_with_or_without_a_report() -> None:
    document = sessions_json(ROWS)
    listed = document["sessions"]
    assert isinstance(listed, list)
    live, ended, _ = listed
    assert isinstance(live, dict)
    assert isinstance(ended, dict)
    assert list(live) == list(ended)
    assert (live["live"], live["endedAt"], live["statistics"]) == (True, None, None)
    assert ended["startedAt"] == "2026-11-21T09:00:00.250Z"
    assert ended["statistics"] == {
        "turnCount": 4,
        "interruptedTurnCount": 1,
        "toolCallCount": 2,
        "warningCount": 0,
        "errorCount": 1,
        "latencyP95Seconds": 1.386,
        "latencyMetric": "firstAudioLatencySeconds",
    }
    assert json.loads(json.dumps(document)) == document


def test_a_session_page_shows_only_known_facts() -> None:
    assert [str(line) for line in session_facts(ENDED, ANALYTICS, PIPE)] == [
        "星の先生 Marcel  ended",
        "  id       77d0e1b2-f2a9-4c1c-8f00-0123456789ab",
        "  persona  ephemeral",
        "  label    a label\\x1b[31m that is long and has a second line",
        "  started  2026-11-21T09:00:00.250Z",
        "  ended    2026-11-21T09:12:34.250Z after 12m34s (NORMAL_EXIT)",
        "  llm      offline responder",
        "  voice    lucy",
        "  report   2 turns, p95 1.39s, 1 interrupted",
    ]


def test_a_live_session_shows_its_duration_and_why_there_is_no_report() -> None:
    facts = [str(line) for line in session_facts(LIVE, None, PIPE)]
    assert facts[-2:] == ["  ended    not yet, live for 30s", "  report   not available while the session is live"]
    assert facts[0] == "Cara  live"


def test_turns_show_their_latencies_and_how_they_ended() -> None:
    assert lines(turns_table(ANALYTICS.turns, PIPE)) == [
        "TURN|FIRST WORDS|FIRST AUDIO|SPEAKING|FINISH|TOOLS",
        "0|-|-|-|completed|-",
        "1|42ms|1.39s|-|interrupted while speaking|lookup completed",
    ]


def test_a_session_as_json_has_the_names_of_the_other_documents() -> None:
    document = session_json(ENDED, None)
    assert document["analytics"] is None
    shown = document["session"]
    assert isinstance(shown, dict)
    assert list(shown)[:7] == [
        "sessionId",
        "live",
        "personaId",
        "personaName",
        "clientLabel",
        "startedAt",
        "endedAt",
    ]
    assert (shown["exitStatus"], shown["durationSeconds"]) == ("NORMAL_EXIT", 754.0)
    assert list(document) == ["session", "analytics"]
