"""Sessions over the API: start, list, limits, end, and reports."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from personactl.engine.app import Engine, open_engine
from personactl.engine.http.asgi import Operation
from personactl.engine.http.auth import Access
from personactl.engine.routes import OPERATIONS
from personactl.engine.settings import EngineSettings
from tests.contract.answer_check import Contract
from tests.engine.conftest import CARA, Ask, Clock
from tests.engine.talking import ADA, act, begin, mint, say, start

NOBODY = "00000000-0000-0000-0000-000000000000"
MINE = [one for one in OPERATIONS if one.path.startswith(("/v1/sessions", "/v1/auth", "/v1/engine"))]


def session_of(client: httpx.Client, session_id: str) -> dict[str, object]:
    session: dict[str, object] = client.get(f"/v1/sessions/{session_id}").json()
    return session


def ids(answer: httpx.Response) -> list[str]:
    return [session["id"] for session in answer.json()["data"]]


def test_a_session_begins_live_with_a_snapshot_of_its_persona(checked: httpx.Client, clock: Clock) -> None:
    session = session_of(checked, start(checked, clientLabel="demo"))
    assert (session["startTime"], session["endTime"]) == ("2026-11-22T10:00:00.000Z", None)
    assert (session["sessionLengthMs"], session["exitStatus"], session["personaId"]) == (None, None, None)
    assert session["clientLabel"] == "demo"
    assert session["personaConfig"] == ADA | {
        "type": "ephemeral",
        "llmConfig": {"id": ADA["llmId"], "provider": "offline", "modelName": "personactl-offline-responder"},
    }


def test_a_start_tells_where_to_go_on(checked: httpx.Client) -> None:
    started = begin(checked, mint(checked)).json()
    assert re.fullmatch(r"[0-9a-f-]{36}", started.pop("sessionId"))
    assert started == {
        "engineHost": "engine.test",
        "engineProtocol": "http",
        "signallingEndpoint": "/ws",
        "clientConfig": {
            "iceServers": [],
            "heartbeatIntervalSeconds": 5,
            "maxWsReconnectionAttempts": 5,
            "textEndpoint": "/text",
        },
    }


def test_the_newest_session_is_listed_first_and_pages_add_up(checked: httpx.Client) -> None:
    started = [start(checked) for _ in range(5)]
    pages = [checked.get("/v1/sessions", params={"perPage": 2, "page": page}) for page in (1, 2, 3)]
    assert [found for page in pages for found in ids(page)] == started[::-1]


def test_a_list_can_be_filtered(checked: httpx.Client) -> None:
    persona_id = checked.post("/v1/personas", json=CARA).json()["id"]
    labelled = start(checked, clientLabel="Kiosk 100%")
    stored = start(checked, {"personaId": persona_id})
    key_id = session_of(checked, stored)["apiKeyId"]
    assert isinstance(key_id, str)

    def found(**filters: str) -> list[str]:
        return ids(checked.get("/v1/sessions", params=filters))

    assert found(search="kiosk 100%") == [labelled]
    assert found(search="100_") == []
    assert found(search=stored[:13]) == [stored]
    assert found(personaId=persona_id) == [stored]
    assert found(personaId=NOBODY) == []
    assert found(apiKeyId=key_id) == [stored, labelled]
    assert found(apiKeyId=NOBODY) == []


def test_a_goodbye_ends_a_session_normally(client: httpx.Client, clock: Clock) -> None:
    session_id = start(client)
    clock.move(12.5)
    assert act(client, session_id, "endsession").json() == {}
    session = session_of(client, session_id)
    assert (session["exitStatus"], session["sessionLengthMs"]) == ("NORMAL_EXIT", 12_500)
    assert session["updatedAt"] == session["endTime"] == "2026-11-22T10:00:12.500Z"


def test_a_stopped_session_was_closed_by_the_engine_and_stops_once(checked: httpx.Client) -> None:
    session_id = start(checked)
    assert checked.post(f"/v1/sessions/{session_id}/stop").status_code == 200
    assert session_of(checked, session_id)["exitStatus"] == "CLOSED_BY_ENGINE"
    again = checked.post(f"/v1/sessions/{session_id}/stop")
    assert (again.status_code, again.json()["message"]) == (404, "The session has ended already")


def test_a_client_that_vanished_is_noticed_after_half_a_minute(client: httpx.Client, clock: Clock) -> None:
    session_id = start(client)
    clock.move(20)
    act(client, session_id, "heartbeat")
    clock.move(30)
    assert session_of(client, session_id)["endTime"] is None
    clock.move(0.001)
    session = session_of(client, session_id)
    assert session["endTime"] == "2026-11-22T10:00:20.000Z"
    assert session["exitStatus"] == "CLOSED_BY_ENGINE"
    assert act(client, session_id, "heartbeat").status_code == 404


def test_heartbeats_keep_a_session_alive(client: httpx.Client, clock: Clock) -> None:
    session_id = start(client)
    for _ in range(20):
        clock.move(25)
        assert act(client, session_id, "heartbeat").status_code == 200
    assert session_of(client, session_id)["endTime"] is None


def test_a_session_ends_at_its_longest_length_however_lively(client: httpx.Client, clock: Clock) -> None:
    session_id = start(client, ADA | {"maxSessionLengthSeconds": 40})
    clock.move(25)
    assert act(client, session_id, "heartbeat").status_code == 200
    clock.move(15)
    assert act(client, session_id, "heartbeat").status_code == 404
    session = session_of(client, session_id)
    assert (session["sessionLengthMs"], session["exitStatus"]) == (40_000, "CLOSED_BY_ENGINE")


def test_an_absurd_length_is_ignored(client: httpx.Client) -> None:
    assert session_of(client, start(client, ADA | {"maxSessionLengthSeconds": 1e300}))["endTime"] is None


@pytest.fixture
def small_engine(settings: EngineSettings, tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(replace(settings, database_url=str(tmp_path / "small.db"), session_limit=2))
    yield engine
    engine.close()


def test_the_limit_of_sessions_holds_until_one_ends(
    small_engine: Engine, ask: Ask, contract: Contract, clock: Clock
) -> None:
    client = ask(small_engine)
    client.event_hooks = {"response": [contract.check]}
    first = start(client)
    start(client)
    refused = begin(client, mint(client))
    assert refused.status_code == 429
    assert refused.json()["error"] == "Concurrent session limit reached"
    assert client.get("/v1/sessions/concurrency").json() == {
        "limit": 2,
        "active": 2,
        "canStartSession": False,
        "estimatedWaitSeconds": None,
    }
    clock.move(25)
    client.post(f"/v1/sessions/{first}/stop")
    start(client)
    assert client.get("/v1/sessions/concurrency").json()["estimatedWaitSeconds"] == 0
    clock.move(30.001)  # both have vanished by now
    start(client)


def test_a_report_comes_when_the_session_has_ended(client: httpx.Client, clock: Clock) -> None:
    session_id = start(client)
    act(client, session_id, "start")
    assert "nine" in say(client, session_id, "When do you open?")
    live = client.get(f"/v1/sessions/{session_id}/analytics")
    assert (live.status_code, live.json()["message"]) == (404, "Session is still in progress")
    clock.move(9)
    act(client, session_id, "endsession")

    report = client.get(f"/v1/sessions/{session_id}/analytics").json()
    assert report["durationSeconds"] == 9
    assert report["sessionType"] == "turnkey"
    assert report["config"]["llmProvider"] == "offline"
    assert report["config"]["llmModel"] == "personactl-offline-responder"
    summary = report["summary"]
    assert (summary["totalTurns"], summary["completedTurns"], summary["interruptionRate"]) == (2, 2, 0)
    assert (summary["totalUserWords"], summary["totalWarnings"], summary["totalErrors"]) == (4, 0, 0)
    assert [turn["turnIndex"] for turn in report["turns"]] == [0, 1]
    assert "userMessage" not in report["turns"][1]

    report = client.get(f"/v1/sessions/{session_id}/analytics", params={"includeMessages": "true"}).json()
    assert report["turns"][0]["assistantMessage"] == "Welcome!"
    assert report["turns"][1]["userMessage"] == "When do you open?"


def test_every_answer_about_a_talk_is_as_published(client: httpx.Client, contract: Contract) -> None:
    session_id = start(client)
    act(client, session_id, "start")
    say(client, session_id, "When do you open?")
    act(client, session_id, "endsession")
    for path in ("", "/transcript", "/analytics", "/analytics?includeMessages=true"):
        contract.check(client.get(f"/v1/sessions/{session_id}{path}"))
    contract.check(client.get("/v1/sessions"))


def test_a_session_in_which_nothing_was_said_has_no_transcript(checked: httpx.Client) -> None:
    answer = checked.get(f"/v1/sessions/{start(checked)}/transcript")
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["", "/transcript", "/analytics"])
@pytest.mark.parametrize(("session_id", "status"), [("none", 400), (NOBODY, 404)])
def test_an_unknown_session_is_not_found(path: str, session_id: str, status: int, checked: httpx.Client) -> None:
    assert checked.get(f"/v1/sessions/{session_id}{path}").status_code == status
    assert checked.post(f"/v1/sessions/{session_id}/stop").status_code == status


@pytest.mark.parametrize("query", ["personaId=x", "apiKeyId=x"])
def test_a_filter_that_is_not_an_id_is_refused(query: str, checked: httpx.Client) -> None:
    assert checked.get(f"/v1/sessions?{query}").status_code == 400


@pytest.mark.parametrize("path", ["/v1/sessions", "/v1/sessions/concurrency"])
def test_other_organizations_are_not_ours_to_see(path: str, checked: httpx.Client) -> None:
    assert checked.get(path, params={"organizationId": "other"}).status_code == 403


@pytest.mark.parametrize("operation", MINE, ids=lambda one: f"{one.method} {one.path}")
def test_a_broken_database_is_a_server_error(operation: Operation, engine: Engine, client: httpx.Client) -> None:
    with engine.database.write() as connection:
        for table in ("messages", "turns", "sessions", "tokens", "personas"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
    answer = client.request(operation.method, operation.path.format(id=NOBODY), json={"personaConfig": ADA})
    assert (answer.status_code, answer.json()["error"]) == (500, "Server error")


@pytest.mark.parametrize("operation", [one for one in MINE if one.access is Access.KEY], ids=lambda one: one.path)
@pytest.mark.parametrize("authorization", ["", "Bearer wrong", "Bearer a.b.c"])
def test_requests_without_the_key_are_refused(operation: Operation, authorization: str, checked: httpx.Client) -> None:
    answer = checked.request(
        operation.method, operation.path.format(id=NOBODY), headers={"authorization": authorization}
    )
    assert answer.status_code == 401
