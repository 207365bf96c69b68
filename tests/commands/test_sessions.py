"""Sessions, read and followed from Python."""

from pathlib import Path

import pytest

from personactl.commands.context import Context
from personactl.commands.sessions import (
    SessionFilter,
    list_sessions,
    open_tail,
    prepare_tail,
    read_session,
    read_transcript,
)
from personactl.commands.targets import run_async
from personactl.errors import UsageError
from tests.commands.conversation import Audience, hold_conversation


def test_a_session_is_read_by_the_beginning_of_its_id(shop: Path, context: Context) -> None:
    result = hold_conversation(Audience(), context)
    session, _ = read_session(result.session_id[:8], None, context)
    assert session.id == result.session_id
    newest, transcript = read_transcript(None, None, context)
    assert newest.id == result.session_id
    assert [message.message for message in transcript.messages] == [said.text for said in result.said]


def test_a_tail_begins_with_the_events_of_the_past(shop: Path, context: Context) -> None:
    result = hold_conversation(Audience(), context)
    request = prepare_tail(SessionFilter(persona="cara"), None, context, follow=False, default_last=2)

    async def ids() -> set[str]:
        async with open_tail(request, context) as tail:
            events = await tail.history()
            assert len(events) == 2
            return {event.session.id for event in events}

    assert run_async(ids()) == {result.session_id}


def test_a_wrong_age_is_refused_before_a_target_is_chosen(context: Context) -> None:
    with pytest.raises(UsageError):
        list_sessions(SessionFilter(since="yesterday", profile="nowhere"), 9, context)
