"""Transcripts as text and as JSON."""

from rich.cells import cell_len

from personactl.report.sessions.session_json import conversation_json, transcript_json
from personactl.report.sessions.transcript_report import transcript_lines
from personactl.session.talk import FailedTurn, Utterance
from tests.report.sessions.sessions_sample import ENDED, PIPE, TRANSCRIPT, terminal


def test_a_pipe_gets_one_line_for_each_message() -> None:
    assert [str(line) for line in transcript_lines(TRANSCRIPT, ENDED, PIPE)] == [
        "2026-11-21T09:00:01.000Z  persona  Hello, I'm Marcel.",
        "2026-11-21T09:00:15.000Z  user     Tell me about the moon.",
        "-  persona  The moon is our nearest neighbour, and it always shows us the same side. [interrupted]",
    ]


def test_a_terminal_gets_a_title_offsets_and_folded_lines() -> None:
    lines = [str(line) for line in transcript_lines(TRANSCRIPT, ENDED, terminal(60))]
    assert lines == [
        "星の先生 Marcel  Nov 21 09:00:00 UTC  3 messages  77d0e1b2-f2a9-4c1c-8f00-0123456789ab",
        "",
        "   0.7s  persona  Hello, I'm Marcel.",
        "    14s  user     Tell me about the moon.",
        "      -  persona  The moon is our nearest neighbour, and it",
        "                  always shows us the same side.",
        "                  [interrupted]",
    ]
    assert all(cell_len(line) <= 60 for line in lines[2:])


def test_json_takes_missing_values_of_the_transcript_from_the_session() -> None:
    document = transcript_json(TRANSCRIPT, ENDED)
    assert list(document) == [
        "sessionId",
        "personaId",
        "personaName",
        "startedAt",
        "endedAt",
        "durationSeconds",
        "messageCount",
        "transcriptsEnabled",
        "messages",
    ]
    assert (document["personaName"], document["messageCount"]) == ("星の先生 Marcel", 3)
    assert document["endedAt"] == "2026-11-21T09:12:34.250Z"


def test_a_conversation_is_reported_as_the_client_saw_it() -> None:
    said = [Utterance("user", "Hi", False), Utterance("persona", "Hel", True)]
    failed = [FailedTurn("Hi", "the model hung up")]
    assert conversation_json("s-1", "Cara", said, ["the model hung up"], failed) == {
        "sessionId": "s-1",
        "personaName": "Cara",
        "messages": [
            {"role": "user", "text": "Hi", "wasInterrupted": False},
            {"role": "persona", "text": "Hel", "wasInterrupted": True},
        ],
        "warnings": ["the model hung up"],
        "failedTurns": [{"text": "Hi", "reason": "the model hung up"}],
    }
