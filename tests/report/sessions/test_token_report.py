"""Session tokens as text and JSON, and the facts of existing ones."""

from datetime import UTC, datetime, timedelta

from personactl.report.sessions.token_report import (
    expiry_text,
    facts_json,
    facts_lines,
    token_env,
    token_header,
    token_json,
)
from personactl.report.text.view import View
from personactl.secret import Secret
from personactl.session.token_claims import TokenClaims

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
PIPE = View(width=None, now=NOW)
TOKEN = Secret("aaa.bbb.ccc")


def facts(expires: datetime | None, *, expired: bool = False) -> TokenClaims:
    return TokenClaims("stateful", None, "acc\x1bount", "HS256", NOW, expires, expired)


def test_env_and_header_are_one_ready_line() -> None:
    assert token_env(TOKEN) == "ANAM_SESSION_TOKEN=aaa.bbb.ccc"
    assert token_header(TOKEN) == "Authorization: Bearer aaa.bbb.ccc"


def test_expiry_is_shown_as_a_duration_and_as_a_time() -> None:
    assert expiry_text(facts(NOW + timedelta(minutes=59, seconds=3)), PIPE) == (
        "valid for 59m03s (until 2026-11-22T14:59:03.000Z)"
    )
    over = facts(NOW - timedelta(hours=2), expired=True)
    assert expiry_text(over, PIPE) == "expired 2h00m ago (until 2026-11-22T12:00:00.000Z)"
    assert expiry_text(facts(None), PIPE) == "the token has no expiry time"


def test_facts_are_aligned_and_cleaned() -> None:
    assert facts_lines(facts(None), PIPE) == [
        "kind     stateful",
        "session  -",
        "account  acc\\x1bount",
        "issued   2026-11-22T14:00:00.000Z",
        "expiry   the token has no expiry time",
        "signed   HS256, signature not verified",
    ]


def test_json_has_null_for_what_a_token_leaves_out() -> None:
    assert token_json(TOKEN, facts(None), None) == {
        "sessionToken": "aaa.bbb.ccc",
        "tokenKind": "stateful",
        "personaId": None,
        "expiresAt": None,
    }
    parsed = facts_json(facts(NOW, expired=True))
    assert (parsed["sessionId"], parsed["expiresAt"], parsed["expired"]) == (
        None,
        "2026-11-22T14:00:00.000Z",
        True,
    )
