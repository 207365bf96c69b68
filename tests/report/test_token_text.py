"""Tokens handed on, and what is told of them."""

from datetime import UTC, datetime, timedelta

from personactl.report.sessions.token_json import facts_json, token_json
from personactl.report.sessions.token_text import expiry_words, facts_lines, token_env, token_header
from personactl.secret import Secret
from personactl.session.token_claims import TokenClaims

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
TOKEN = Secret("aaa.bbb.ccc")


def facts(expires: datetime | None, *, expired: bool = False) -> TokenClaims:
    return TokenClaims("stateful", None, "acc\x1bount", "HS256", NOW, expires, expired)


def test_env_and_header_are_one_ready_line() -> None:
    assert token_env(TOKEN) == "ANAM_SESSION_TOKEN=aaa.bbb.ccc"
    assert token_header(TOKEN) == "Authorization: Bearer aaa.bbb.ccc"


def test_expiry_is_told_both_ways() -> None:
    assert expiry_words(facts(NOW + timedelta(minutes=59, seconds=3)), NOW) == (
        "good for 59m03s (until 2026-11-22T14:59:03.000Z)"
    )
    over = facts(NOW - timedelta(hours=2), expired=True)
    assert expiry_words(over, NOW) == "expired 2h00m ago (until 2026-11-22T12:00:00.000Z)"
    assert expiry_words(facts(None), NOW) == "it does not say when it expires"


def test_facts_are_aligned_and_cleaned() -> None:
    assert facts_lines(facts(None), NOW) == [
        "kind     stateful",
        "session  -",
        "account  acc\\x1bount",
        "issued   2026-11-22T14:00:00.000Z",
        "expiry   it does not say when it expires",
        "signed   HS256, not checked",
    ]


def test_json_has_null_for_what_a_token_leaves_out() -> None:
    assert token_json(TOKEN, facts(None), None) == {
        "sessionToken": "aaa.bbb.ccc",
        "kind": "stateful",
        "personaId": None,
        "expiresAt": None,
    }
    told = facts_json(facts(NOW, expired=True))
    assert (told["sessionId"], told["expiresAt"], told["expired"]) == (None, "2026-11-22T14:00:00.000Z", True)
