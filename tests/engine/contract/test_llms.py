"""Custom LLMs over HTTP, the default ones, and the personas that use them."""

from pathlib import Path

import httpx
import pytest

from personactl.engine.app import Engine
from tests.contract.answer_check import Contract
from tests.engine.conftest import CARA, HOUSE_MODEL, Ask, Clock
from tests.engine.contract.test_tools import made, paths

GPT_4O = "a7cf662c-2ace-4de1-a21e-ef0fbf144bb7"
SENT = {key: value for key, value in HOUSE_MODEL.items() if key != "secret"}


def test_reads_back_what_was_written_but_never_the_secret(client: httpx.Client, contract: Contract) -> None:
    response = client.post("/v1/llms", json=HOUSE_MODEL | {"reasoningEffort": "low", "reasoningFormat": "hidden"})
    llm = response.json()

    assert llm == client.get(f"/v1/llms/{llm['id']}").json()
    assert llm.keys() == contract.fields("Llm")
    assert {key: llm[key] for key in SENT} == SENT
    assert (llm["isDefault"], llm["isGlobal"], llm["updatedAt"]) == (False, False, None)
    for answer in (response, client.get(f"/v1/llms/{llm['id']}"), client.get("/v1/llms")):
        assert "kept-in-a-safe" not in answer.text


def test_the_secret_is_stored_and_an_update_can_leave_it(client: httpx.Client, tmp_path: Path, engine: Engine) -> None:
    llm = made(client, "/v1/llms", HOUSE_MODEL)
    client.put(f"/v1/llms/{llm['id']}", json={"displayName": "Other"})
    engine.close()
    stored = (tmp_path / "engine.db").read_bytes()

    assert b"kept-in-a-safe" in stored


def test_the_contracts_own_examples_are_taken(client: httpx.Client) -> None:
    llm = made(client, "/v1/llms", HOUSE_MODEL | {"temperature": 0.7})

    assert llm["temperature"] == 0.7
    assert client.put(f"/v1/llms/{llm['id']}", json={"temperature": 0.5}).json()["temperature"] == 0.5


def test_an_update_takes_one_url_and_other_formats(client: httpx.Client, clock: Clock) -> None:
    llm = made(client, "/v1/llms", HOUSE_MODEL)
    clock.move(5)
    path = f"/v1/llms/{llm['id']}"
    after = client.put(path, json={"url": "https://b.example.com", "llmFormat": "groq_openai"}).json()

    assert after == llm | {
        "urls": [{"url": "https://b.example.com"}],
        "llmFormat": "groq_openai",
        "updatedAt": "2026-11-22T10:00:05.000Z",
    }
    assert client.put(path, json={"urls": []}).json()["urls"] == after["urls"], "a key that PUT does not know"
    assert paths(client.put(path, json={"llmFormat": "gemini"})) == ["llmFormat"]
    assert paths(client.post("/v1/llms", json=HOUSE_MODEL | {"llmFormat": "anthropic"})) == ["llmFormat"]


@pytest.mark.parametrize("missing", sorted(HOUSE_MODEL))
def test_names_what_is_missing(missing: str, client: httpx.Client) -> None:
    body = {key: value for key, value in HOUSE_MODEL.items() if key != missing}

    assert paths(client.post("/v1/llms", json=body)) == [missing]


def test_a_refusal_does_not_repeat_the_secret(client: httpx.Client) -> None:
    response = client.post("/v1/llms", json=HOUSE_MODEL | {"secret": ["kept-in-a-safe"]})

    assert paths(response) == ["secret"]
    assert "kept-in-a-safe" not in response.text


def test_the_list_shows_own_llms_first_and_default_ones_unless_excluded(client: httpx.Client) -> None:
    made(client, "/v1/llms", HOUSE_MODEL)
    made(client, "/v1/llms", HOUSE_MODEL | {"displayName": "Second model"})

    def names(**params: str) -> list[str]:
        return [llm["displayName"] for llm in client.get("/v1/llms", params={"perPage": "100"} | params).json()["data"]]

    assert names()[:3] == ["Second model", "House model", "GPT-4o"]
    assert names(includeDefaults="false") == ["Second model", "House model"]
    assert names(search="HOUSE-7B", includeDefaults="true") == ["Second model", "House model"]
    assert names(page="2", perPage="1") == ["House model"]


@pytest.mark.parametrize("default", [GPT_4O, "CUSTOMER_CLIENT_V1", "ANAM_GPT_4O_MINI_V1"])
def test_default_ones_stay_as_they_are(default: str, client: httpx.Client) -> None:
    assert client.put(f"/v1/llms/{default}", json={"displayName": "mine"}).status_code == 403
    assert client.delete(f"/v1/llms/{default}").status_code == 403


def test_a_persona_has_one_until_it_is_deleted(client: httpx.Client) -> None:
    llm = made(client, "/v1/llms", HOUSE_MODEL)
    persona = made(client, "/v1/personas", CARA | {"llmId": llm["id"]})
    other = made(client, "/v1/personas", CARA)

    assert persona["llmId"] == llm["id"]
    assert client.delete(f"/v1/llms/{llm['id']}").status_code == 204
    assert client.get(f"/v1/personas/{persona['id']}").json() == persona | {"llmId": None}
    assert client.get(f"/v1/personas/{other['id']}").json() == other
    assert paths(client.post("/v1/personas", json=CARA | {"llmId": llm["id"]})) == ["llmId"]


def test_own_ones_are_not_for_zero_data_retention(client: httpx.Client) -> None:
    llm = made(client, "/v1/llms", HOUSE_MODEL)

    refused = client.post("/v1/personas", json=CARA | {"llmId": llm["id"], "zeroDataRetention": True})
    assert paths(refused) == ["zeroDataRetention"]


def test_strict_refuses_what_is_dropped_elsewhere(client: httpx.Client, strict_engine: Engine, ask: Ask) -> None:
    body = HOUSE_MODEL | {"maxTokens": 100}

    assert made(client, "/v1/llms", body)["maxTokens"] is None
    assert paths(ask(strict_engine).post("/v1/llms", json=body)) == ["maxTokens"]
