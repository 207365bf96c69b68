"""Saved tools over HTTP, and the personas that have them."""

from typing import Any

import httpx
import pytest

from personactl.engine.app import Engine
from tests.contract.answer_check import Contract
from tests.engine.conftest import CALENDAR, CARA, WEBHOOK, Ask, Clock

SYSTEM = ["end_call", "interrupt", "change_language", "skip_turn"]
NOBODY = "00000000-0000-0000-0000-000000000000"


def made(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    response = client.post(path, json=body)
    assert response.status_code == 201, response.text
    answer: dict[str, Any] = response.json()
    return answer


def paths(response: httpx.Response) -> list[str]:
    assert response.status_code == 400, response.text
    return [issue["path"] for issue in response.json()["details"]]


def test_reads_back_what_was_written(client: httpx.Client, contract: Contract) -> None:
    tool = made(client, "/v1/tools", WEBHOOK | {"disableInterruptions": True})

    assert tool == client.get(f"/v1/tools/{tool['id']}").json()
    assert tool.keys() == contract.fields("Tool")
    assert {key: tool[key] for key in WEBHOOK} == WEBHOOK
    assert (tool["disableInterruptions"], tool["updatedAt"], tool["usageCount"]) == (True, None, 0)


def test_an_update_changes_what_it_holds_and_replaces_config_whole(client: httpx.Client, clock: Clock) -> None:
    tool = made(client, "/v1/tools", WEBHOOK)
    clock.move(5)
    config = {"url": "https://api.example.com/v2", "method": "PUT"}
    after = client.put(f"/v1/tools/{tool['id']}", json={"config": config}).json()

    assert after == tool | {"config": config, "updatedAt": "2026-11-22T10:00:05.000Z"}
    assert client.get(f"/v1/tools/{tool['id']}").json() == after


def test_documented_webhook_keys_beyond_the_contract_are_stored(client: httpx.Client) -> None:
    config = WEBHOOK["config"] | {  # type: ignore[operator]  # a dict, which the table's type does not say
        "parameters": {"type": "object"},
        "queryParameters": {"type": "object", "properties": {"page": {"type": "integer"}}},
        "awaitResponse": False,
    }

    assert made(client, "/v1/tools", WEBHOOK | {"config": config})["config"] == config


def test_system_tools_are_there_and_stay_as_they_are(client: httpx.Client) -> None:
    tools = client.get("/v1/tools").json()["data"]

    assert sorted(tool["name"] for tool in tools) == sorted(SYSTEM)
    for tool in tools:
        assert tool["type"] == "SYSTEM"
        assert client.put(f"/v1/tools/{tool['id']}", json={"description": "mine"}).status_code == 403
        assert client.delete(f"/v1/tools/{tool['id']}").status_code == 403


def test_the_list_is_newest_first_and_searches_name_description_and_id(client: httpx.Client) -> None:
    calendar = made(client, "/v1/tools", CALENDAR)
    ticket = made(client, "/v1/tools", WEBHOOK)

    def found(search: str) -> list[str]:
        return [tool["name"] for tool in client.get("/v1/tools", params={"search": search}).json()["data"]]

    page = client.get("/v1/tools", params={"perPage": 2, "page": 1}).json()
    assert [tool["id"] for tool in page["data"]] == [ticket["id"], calendar["id"]]
    assert page["meta"]["total"] == 2 + len(SYSTEM)
    assert found("CALENDAR") == ["open_calendar"]
    assert found("help desk") == ["create_ticket"]
    assert found(ticket["id"][:13]) == ["create_ticket"]
    assert found("100%") == []


def test_a_name_is_taken_once(client: httpx.Client) -> None:
    made(client, "/v1/tools", CALENDAR)
    ticket = made(client, "/v1/tools", WEBHOOK)

    assert paths(client.post("/v1/tools", json=CALENDAR)) == ["name"]
    assert paths(client.post("/v1/tools", json=CALENDAR | {"name": "end_call"})) == ["name"]
    assert paths(client.put(f"/v1/tools/{ticket['id']}", json={"name": "open_calendar"})) == ["name"]
    assert client.delete(f"/v1/tools/{ticket['id']}").status_code == 204
    made(client, "/v1/tools", WEBHOOK)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"name": "open calendar"}, "name"),
        ({"name": "x" * 65}, "name"),
        ({"name": "line\n"}, "name"),
        ({"description": ""}, "description"),
        ({"description": "x" * 1025}, "description"),
        ({"type": "client"}, "type"),
        ({"config": {"toolTimeoutSeconds": 0}}, "config.toolTimeoutSeconds"),
        ({"config": {"toolTimeoutSeconds": 601}}, "config.toolTimeoutSeconds"),
        ({"config": {"parameters": "none"}}, "config.parameters"),
        ({"type": "SERVER_RAG"}, "config.documentFolderIds"),
        ({"type": "SERVER_RAG", "config": {"documentFolderIds": ["faq"]}}, "config.documentFolderIds.0"),
        ({"type": "SERVER_RAG", "config": {"documentFolderIds": [NOBODY]}}, "config.documentFolderIds.0"),
        ({"type": "SERVER_WEBHOOK", "config": {"method": "GET"}}, "config.url"),
        ({"type": "SERVER_WEBHOOK", "config": {"method": "GET", "url": "tickets"}}, "config.url"),
        ({"type": "SERVER_WEBHOOK", "config": {"method": "HEAD", "url": "https://a.test"}}, "config.method"),
        ({"type": "SYSTEM", "config": {"action": "reboot"}}, "config.action"),
    ],
    ids=str,
)
def test_names_what_is_wrong(change: dict[str, Any], path: str, client: httpx.Client) -> None:
    assert paths(client.post("/v1/tools", json=CALENDAR | change)) == [path]
    tool = made(client, "/v1/tools", CALENDAR)
    assert paths(client.put(f"/v1/tools/{tool['id']}", json=change)) == [path]
    assert client.get(f"/v1/tools/{tool['id']}").json() == tool


def test_keys_of_another_type_are_dropped_or_refused(client: httpx.Client, strict_engine: Engine, ask: Ask) -> None:
    body = CALENDAR | {"config": {"awaitResult": True, "url": "https://a.test"}}

    assert made(client, "/v1/tools", body)["config"] == {"awaitResult": True}
    assert paths(ask(strict_engine).post("/v1/tools", json=body)) == ["config.url"]


def test_a_persona_shows_its_tools_in_their_order_and_what_they_search(client: httpx.Client) -> None:
    group = made(client, "/v1/knowledge/groups", {"name": "Store FAQ"})
    search = {"type": "SERVER_RAG", "config": {"documentFolderIds": [group["id"], group["id"]]}}
    rag = made(client, "/v1/tools", CALENDAR | {"name": "search"} | search)
    ticket = made(client, "/v1/tools", WEBHOOK)
    persona = made(client, "/v1/personas", CARA | {"toolIds": [ticket["id"], rag["id"], ticket["id"]]})

    assert persona == client.get(f"/v1/personas/{persona['id']}").json()
    assert [tool["id"] for tool in persona["tools"]] == [ticket["id"], rag["id"]]
    assert persona["tools"][0] == client.get(f"/v1/tools/{ticket['id']}").json()
    assert persona["knowledge"] == [group]


def test_tool_ids_replace_the_whole_set(client: httpx.Client) -> None:
    one, two = made(client, "/v1/tools", CALENDAR)["id"], made(client, "/v1/tools", WEBHOOK)["id"]
    persona = made(client, "/v1/personas", CARA | {"toolIds": [one]})

    def tool_ids(change: dict[str, Any]) -> list[str]:
        answer = client.put(f"/v1/personas/{persona['id']}", json=change).json()
        assert answer == client.get(f"/v1/personas/{persona['id']}").json()
        return [tool["id"] for tool in answer["tools"]]

    assert tool_ids({"toolIds": [two, one]}) == [two, one]
    assert tool_ids({"name": "Lea"}) == [two, one]
    assert tool_ids({"toolIds": [two]}) == [two]
    assert tool_ids({"toolIds": []}) == []


def test_a_tool_that_does_not_exist_is_refused(client: httpx.Client) -> None:
    known = made(client, "/v1/tools", CALENDAR)["id"]
    persona = made(client, "/v1/personas", CARA)

    assert paths(client.post("/v1/personas", json=CARA | {"toolIds": [known, NOBODY]})) == ["toolIds.1"]
    assert paths(client.put(f"/v1/personas/{persona['id']}", json={"toolIds": ["t1"]})) == ["toolIds.0"]
    body = {"personaConfig": {"avatarId": CARA["avatarId"], "voiceId": CARA["voiceId"], "toolIds": ["t1"]}}
    assert paths(client.post("/v1/auth/session-token", json=body)) == ["toolIds.0"]


def test_a_deleted_tool_is_gone_from_its_personas(client: httpx.Client) -> None:
    tool = made(client, "/v1/tools", CALENDAR)
    personas = [made(client, "/v1/personas", CARA | {"toolIds": [tool["id"]]}) for _ in range(2)]

    assert client.get(f"/v1/tools/{tool['id']}").json()["usageCount"] == 2
    client.delete(f"/v1/personas/{personas[0]['id']}")
    assert client.get("/v1/tools", params={"search": "calendar"}).json()["data"][0]["usageCount"] == 1
    assert client.delete(f"/v1/tools/{tool['id']}").status_code == 204
    assert client.get(f"/v1/tools/{tool['id']}").status_code == 404
    assert client.get(f"/v1/personas/{personas[1]['id']}").json()["tools"] == []


@pytest.mark.parametrize(
    ("tool", "path"),
    [
        ({"type": "client"}, "name"),
        ({"type": "CLIENT", "name": "x"}, "type"),
        ({"type": "server", "name": "x"}, "subtype"),
        ({"type": "client", "name": "x", "description": "y" * 1025}, "description"),
        ({"type": "client", "name": "x", "parameters": {"description": "é" * 5000}}, "parameters"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_inline_tool_is_held_against_the_contract(tool: dict[str, Any], path: str, client: httpx.Client) -> None:
    config = {"avatarId": CARA["avatarId"], "voiceId": CARA["voiceId"]}
    good = {"type": "server", "subtype": "webhook", "name": "x", "url": "https://a.test", "method": "GET"}

    refused = client.post("/v1/auth/session-token", json={"personaConfig": config | {"tools": [good, tool]}})
    assert paths(refused) == [f"personaConfig.tools.1.{path}"]
    taken = client.post("/v1/auth/session-token", json={"personaConfig": config | {"tools": [good]}})
    assert taken.status_code == 200
