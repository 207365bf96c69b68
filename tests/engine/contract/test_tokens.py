"""Session tokens: their claims, their lifetime, what they can be used for, and what they never reveal."""

import base64
import json
from datetime import timedelta

import httpx
import jwt
import pytest

from personactl.engine.app import Engine
from personactl.engine.store.tokens import find_token
from tests.engine.conftest import CARA, Ask, Clock
from tests.engine.talking import ADA, begin, mint, start

HOUR = 3600.0


def claims_of(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert isinstance(claims, dict)
    return claims


@pytest.fixture
def persona_id(client: httpx.Client) -> str:
    created: str = client.post("/v1/personas", json=CARA).json()["id"]
    return created


def test_a_token_says_what_clients_look_at(checked: httpx.Client, clock: Clock) -> None:
    claims = claims_of(mint(checked))
    assert set(claims) == {"jti", "accountId", "type", "iat", "exp"}
    assert claims["type"] == "ephemeral"
    assert claims["iat"] == clock().timestamp()
    assert claims["exp"] == (clock() + timedelta(hours=1)).timestamp()


def test_a_token_carries_nothing_of_the_configuration(client: httpx.Client) -> None:
    token = mint(client)
    for part in token.split(".")[:2]:
        readable = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
        assert "museum" not in readable.lower()
        assert ADA["avatarId"] not in readable


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        (ADA, "ephemeral"),
        ({"avatarId": ADA["avatarId"], "voiceId": ADA["voiceId"]}, "ephemeral"),
        ({"avatarId": ADA["avatarId"], "llmId": "CUSTOMER_CLIENT_V1"}, "ephemeral"),
        ({"avatarId": ADA["avatarId"], "enableAudioPassthrough": True}, "ephemeral"),
        ({"avatarId": ADA["avatarId"]}, "legacy"),
        ({"voiceId": ADA["voiceId"]}, "legacy"),
        ({}, "legacy"),
    ],
)
def test_the_kind_follows_from_how_complete_the_configuration_is(
    config: dict[str, object], kind: str, checked: httpx.Client
) -> None:
    assert claims_of(mint(checked, config))["type"] == kind


def test_a_stored_persona_makes_a_stateful_token(checked: httpx.Client, persona_id: str) -> None:
    assert claims_of(mint(checked, {"personaId": persona_id}))["type"] == "stateful"


def test_a_legacy_token_starts_nothing(checked: httpx.Client) -> None:
    answer = begin(checked, mint(checked, {}))
    assert answer.status_code == 400
    assert "avatarId" in answer.json()["message"]


def test_a_token_is_good_for_an_hour_and_not_a_second_more(checked: httpx.Client, clock: Clock) -> None:
    token = mint(checked)
    clock.move(HOUR - 1)
    assert begin(checked, token).status_code == 200
    clock.move(1)
    expired = begin(checked, token)
    assert expired.status_code == 401
    assert expired.json() == {"error": "Unauthorized", "message": "Session token has expired"}


def test_a_token_may_be_used_again_while_it_is_good(checked: httpx.Client) -> None:
    token = mint(checked)
    first, second = (begin(checked, token).json()["sessionId"] for _ in range(2))
    assert first != second


def test_the_configuration_is_the_one_of_the_minting(checked: httpx.Client) -> None:
    token = mint(checked)
    other = ADA | {"name": "Mallory", "systemPrompt": "You are Mallory."}
    session = checked.get(f"/v1/sessions/{begin(checked, token, personaConfig=other).json()['sessionId']}").json()
    assert session["personaConfig"]["name"] == "Ada"


def test_a_stored_persona_is_taken_as_it_is_when_the_session_starts(checked: httpx.Client, persona_id: str) -> None:
    token = mint(checked, {"personaId": persona_id, "name": "overrides have no effect"})
    checked.put(f"/v1/personas/{persona_id}", json={"name": "Lea"})
    session = checked.get(f"/v1/sessions/{begin(checked, token).json()['sessionId']}").json()
    assert (session["personaId"], session["personaConfig"]["name"]) == (persona_id, "Lea")
    assert "description" not in session["personaConfig"]


def test_a_persona_that_is_gone_starts_nothing(checked: httpx.Client, persona_id: str) -> None:
    token = mint(checked, {"personaId": persona_id})
    checked.delete(f"/v1/personas/{persona_id}")
    assert begin(checked, token).status_code == 400


def forged(token: str, how: str) -> str:
    header, body, signature = token.split(".")
    claims = claims_of(token)
    match how:
        case "another secret":
            return jwt.encode(claims, "x" * 43, algorithm="HS256")
        case "no signature":
            return jwt.encode(claims, "", algorithm="none")
        case "longer life":
            longer = base64.urlsafe_b64encode(json.dumps(claims | {"exp": 2**40}).encode()).decode().rstrip("=")
            return f"{header}.{longer}.{signature}"
        case "cut":
            return f"{header}.{body}.{signature[:-4]}"
        case _:
            return how


@pytest.mark.parametrize("how", ["another secret", "no signature", "longer life", "cut", "a.b.c", ".", "a.b", "ä.ö.ü"])
def test_a_forged_token_is_refused(how: str, checked: httpx.Client) -> None:
    credential = forged(mint(checked), how)
    headers = [(b"authorization", f"Bearer {credential}".encode())]
    answer = checked.post("/v1/engine/session", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["message"] == "Invalid session token"


@pytest.mark.parametrize(
    "claims", [{"exp": "soon"}, {"exp": 10**30}, {"type": "root"}, {"jti": None}, {"jti": "other"}]
)
def test_a_signed_token_that_was_never_minted_is_refused(
    claims: dict[str, object], checked: httpx.Client, engine: Engine
) -> None:
    secret = _signing_secret(engine)
    token = jwt.encode({**claims_of(mint(checked)), **claims}, secret, algorithm="HS256")
    assert begin(checked, token).status_code == 401


def _signing_secret(engine: Engine) -> str:
    with engine.database.read() as connection:
        found = connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'signing_secret'").scalar_one()
    assert isinstance(found, str)
    return found


def test_a_token_is_not_accepted_as_a_key(checked: httpx.Client) -> None:
    token = mint(checked)
    answer = checked.get("/v1/personas", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_an_expired_configuration_is_deleted(client: httpx.Client, engine: Engine, clock: Clock) -> None:
    old = str(claims_of(mint(client))["jti"])
    clock.move(HOUR)
    new = str(claims_of(mint(client))["jti"])
    with engine.database.read() as connection:
        assert find_token(connection, old) is None
        assert find_token(connection, new) is not None


def test_the_key_starts_a_session_without_a_token(checked: httpx.Client) -> None:
    answer = checked.post(
        "/v1/engine/session",
        json={"personaConfig": ADA, "clientLabel": "server", "clientMetadata": {"client": "python-sdk"}},
    )
    session = checked.get(f"/v1/sessions/{answer.json()['sessionId']}").json()
    assert (session["clientLabel"], session["clientMetadata"]) == ("server", {"client": "python-sdk"})


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"personaConfig": {"avatarId": 7}}, "personaConfig.avatarId"),
        ({"personaConfig": {"avatarId": "nobody"}}, "avatarId"),
        ({"personaConfig": ADA | {"maxSessionLengthSeconds": 0}}, "personaConfig.maxSessionLengthSeconds"),
        (
            {"personaConfig": ADA | {"directorNotes": {"presetStyle": "warm", "customStylePrompt": "calm"}}},
            "personaConfig.directorNotes",
        ),
        ({"personaConfig": ADA, "sessionOptions": {"videoWidth": 1152}}, "sessionOptions.videoWidth"),
        (
            {
                "personaConfig": ADA | {"avatarModel": "cara-3"},
                "sessionOptions": {"videoWidth": 1152, "videoHeight": 768},
            },
            "sessionOptions.videoWidth",
        ),
        ({"personaConfig": ADA, "sessionOptions": {"egress": {"mode": "daily"}}}, "sessionOptions.egress"),
        ({"personaConfig": {"personaId": "nobody"}}, "personaConfig.personaId"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_configuration_that_breaks_the_contract_is_refused(
    body: dict[str, object], path: str, checked: httpx.Client
) -> None:
    answer = checked.post("/v1/auth/session-token", json=body)
    assert answer.status_code == 400
    assert [issue["path"] for issue in answer.json()["details"]] == [path]
    assert "museum" not in answer.text


def test_a_model_by_invitation_is_forbidden(checked: httpx.Client) -> None:
    answer = checked.post("/v1/auth/session-token", json={"personaConfig": ADA | {"avatarModel": "cara-4-latest"}})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "config",
    [ADA | {"sytemPrompt": "typo"}, {"personaId": "x", "name": "override"}, {}],
    ids=["unknown key", "override", "incomplete"],
)
def test_strict_refuses_what_the_platform_ignores(config: dict[str, object], strict_engine: Engine, ask: Ask) -> None:
    answer = ask(strict_engine).post("/v1/auth/session-token", json={"personaConfig": config})
    assert answer.status_code == 400


def test_an_unknown_key_is_ignored_as_the_platform_does(checked: httpx.Client) -> None:
    session = checked.get(f"/v1/sessions/{start(checked, ADA | {'sytemPrompt': 'typo'})}").json()
    assert "sytemPrompt" not in session["personaConfig"]
