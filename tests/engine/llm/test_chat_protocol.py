"""The requests to a model, and the parsing of Retry-After."""

from datetime import UTC, datetime

import pytest

from personactl.engine.llm.chat_protocol import messages_for, seconds_to_wait
from personactl.engine.llm.language_model import Line, ReplyRequest

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def request(*history: Line) -> ReplyRequest:
    return ReplyRequest("You are Ada.", "Ada", None, history)


def test_an_opening_asks_for_a_greeting_in_the_language_of_the_prompt() -> None:
    system, user = messages_for(request())
    assert system["content"].startswith("You are Ada.\n\n")
    assert "greeting" in system["content"]
    assert user["role"] == "user"


def test_what_one_speaker_said_in_a_row_is_one_message() -> None:
    messages = messages_for(request(Line("user", "Hello?"), Line("user", "Anybody?"), Line("persona", "Yes.")))
    assert messages[1:] == [
        {"role": "user", "content": "Hello?\nAnybody?"},
        {"role": "assistant", "content": "Yes."},
    ]


def test_of_a_long_history_the_newest_part_is_sent() -> None:
    history = [Line("user" if at % 2 else "persona", f"{at} " + "x" * 1000) for at in range(100)]
    sent = messages_for(request(*history))[1:]
    assert sent[-1]["content"].startswith("99 ")
    assert 20 < len(sent) < 25


def test_the_last_words_are_sent_however_long_they_are() -> None:
    assert len(messages_for(request(Line("user", "x" * 100_000)))[1]["content"]) == 100_000


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (None, None),
        ("3", 3.0),
        ("0.5", 0.5),
        ("-5", 0.0),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        ("Fri, 02 Jan 2026 12:00:10 GMT", 10.0),
        ("Fri, 02 Jan 2026 11:00:00 GMT", 0.0),
        ("Fri, 02 Jan 2026 12:00:10 -0000", 10.0),
        ("Fri, 99 Jan 2026 12:00:10 GMT", None),
    ],
)
def test_retry_after_is_seconds_from_now(header: str | None, wait: float | None) -> None:
    assert seconds_to_wait(header, NOW) == wait
