"""Reading tokens: their claims, missing claims, and text that is not a token."""

import base64
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personactl.errors import AuthError, UsageError
from personactl.json_value import JsonObject
from personactl.session.token_claims import inspect_token, refuse_expired
from personactl.session.token_request import ephemeral_body, stateful_body

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)

CONTRACT_EXAMPLE = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
    ".eyJzZXNzaW9uSWQiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDAifQ.signature"
)


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def token(claims: object) -> str:
    return f"{part({'alg': 'HS256'})}.{part(claims)}.c2lnbmF0dXJl"


def test_a_token_has_kind_session_account_and_times() -> None:
    issued = int(NOW.timestamp())
    claims = {"type": "STATEFUL", "sessionId": "s", "accountId": "a", "iat": issued, "exp": issued + 3600}
    facts = inspect_token(token(claims), NOW)
    assert (facts.kind, facts.session_id, facts.account_id, facts.algorithm) == ("stateful", "s", "a", "HS256")
    assert (facts.issued_at, facts.expires_at) == (NOW, NOW + timedelta(hours=1))
    assert not facts.expired


def test_the_example_in_the_platforms_contract_can_be_read() -> None:
    facts = inspect_token(CONTRACT_EXAMPLE, NOW)
    assert facts.session_id == "00000000-0000-0000-0000-000000000000"
    assert (facts.kind, facts.expires_at, facts.expired) == (None, None, False)
    refuse_expired(facts, NOW)


def test_a_token_without_an_expiry_expires_an_hour_after_its_issue() -> None:
    facts = inspect_token(token({"iat": int(NOW.timestamp()) - 3601}), NOW)
    assert facts.expired
    assert facts.expires_at == NOW - timedelta(seconds=1)


def test_a_token_expires_in_the_second_that_it_names() -> None:
    claims = {"exp": int(NOW.timestamp())}
    assert inspect_token(token(claims), NOW).expired
    assert not inspect_token(token(claims), NOW - timedelta(seconds=1)).expired


def test_an_expired_token_is_refused_with_both_times() -> None:
    facts = inspect_token(token({"exp": int(NOW.timestamp()) - 60}), NOW)
    with pytest.raises(AuthError) as refused:
        refuse_expired(facts, NOW)
    assert "2026-11-22T13:59:00Z" in refused.value.where
    assert "2026-11-22T14:00:00Z" in refused.value.where


@pytest.mark.parametrize("wrapped", ["  {}\n", "Bearer {}", "\tBearer  {} \n"])
def test_white_space_and_a_header_scheme_around_a_token_are_ignored(wrapped: str) -> None:
    assert inspect_token(wrapped.format(token({"type": "legacy"})), NOW).kind == "legacy"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": "soon", "iat": None, "type": 7, "sessionId": ["x"]},
        {"exp": 1e300, "iat": 1e300},
        {"exp": float("inf"), "iat": True},
        {"exp": float("nan")},
        {},
    ],
)
def test_claims_of_the_wrong_kind_count_as_absent(claims: dict[str, object]) -> None:
    facts = inspect_token(token(claims), NOW)
    assert (facts.kind, facts.session_id, facts.issued_at, facts.expires_at, facts.expired) == ((None,) * 4 + (False,))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "secret-api-key",
        "a.b",
        "a.b.c.d",
        "!!.??.x",
        f"{part([])}.{part({})}.x",
        f"{part({})}.{part('x')}.x",
        "é.é.é",
    ],
)
def test_text_that_is_not_a_token_is_refused_and_never_quoted(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        inspect_token(text, NOW)
    error = refused.value
    assert not text or text not in f"{error.message} {error.where} {error.hint}"


def test_deep_nesting_is_refused() -> None:
    deep = base64.urlsafe_b64encode(b"[" * 200_000).decode().rstrip("=")
    with pytest.raises(UsageError):
        inspect_token(f"{deep}.{deep}.x", NOW)


@given(st.text())
def test_any_text_is_either_read_or_refused(text: str) -> None:
    with suppress(UsageError):
        inspect_token(text, NOW)


def test_a_stateful_body_names_the_persona_and_nothing_else() -> None:
    assert stateful_body("p1", {}, None) == {"personaConfig": {"personaId": "p1"}}
    options: JsonObject = {"sessionReplay": {"enableSessionReplay": False}}
    assert stateful_body("p1", options, "demo") == {
        "personaConfig": {"personaId": "p1"},
        "sessionOptions": options,
        "clientLabel": "demo",
    }


def test_an_ephemeral_body_carries_the_whole_configuration() -> None:
    config: JsonObject = {"name": "Cara", "maxSessionLengthSeconds": 60}
    assert ephemeral_body(config, {}, "") == {"personaConfig": config, "clientLabel": ""}
