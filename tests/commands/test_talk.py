"""Talk, called from Python."""

from pathlib import Path

from personactl.commands.context import Context
from personactl.commands.sessions import (
    SessionFilter,
    list_sessions,
)
from tests.commands.conversation import Audience, hold_conversation


def test_a_conversation_is_heard_and_ends_its_session(shop: Path, context: Context) -> None:
    audience = Audience()
    result = hold_conversation(audience, context)
    assert [said.role for said in result.said] == ["persona", "user", "persona"]
    assert audience.user_said == ["When do you open?"]
    assert audience.heard == "".join(said.text for said in result.said if said.role == "persona")
    assert len(audience.tokens) == 1
    assert (result.persona, result.profile) == ("Cara", "local")
    (row,) = list_sessions(SessionFilter(), 9, context)
    assert row.session.id == result.session_id
    assert list_sessions(SessionFilter(live=True), 9, context) == []
