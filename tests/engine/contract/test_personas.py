"""Personas over HTTP: writes, reads, and side effects of writes."""

from typing import Any

import httpx
import pytest

from personactl.engine.app import Engine
from tests.contract.answer_check import Contract
from tests.engine.conftest import CARA, Ask, Clock

FINN = "8a339c9f-0666-46bd-ab27-e90acd0409dc"
LEO_CARA_3_ONLY = "121d5df1-3f3e-4a48-a237-8ff488e9eed8"
JESSICA = "b138c2a2-ba66-4887-95d5-1a57093fc92d"
GPT_4O = "a7cf662c-2ace-4de1-a21e-ef0fbf144bb7"


def created(client: httpx.Client, **fields: object) -> dict[str, Any]:
    response = client.post("/v1/personas", json=CARA | fields)
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


def updated(client: httpx.Client, persona: dict[str, Any], **fields: object) -> dict[str, Any]:
    response = client.put(f"/v1/personas/{persona['id']}", json=fields)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def test_reads_back_nested_what_was_written_flat(client: httpx.Client) -> None:
    persona = created(client, voiceDetectionOptions={"speechEnhancementLevel": 1})

    assert persona == client.get(f"/v1/personas/{persona['id']}").json()
    assert persona["name"] == "Cara"
    assert persona["avatar"]["displayName"] == "Cara"
    assert persona["voice"]["displayName"] == "Lucy - Fresh & Casual"
    assert persona["llmId"] == CARA["llmId"]
    assert persona["brain"] == {"personality": None, "systemPrompt": "You are Cara."}
    assert (persona["tools"], persona["knowledge"]) == ([], [])
    assert persona["voiceDetectionOptions"] == {"speechEnhancementLevel": 1}
    assert persona["voiceGenerationOptions"] is None


def test_answers_with_exactly_the_published_keys(client: httpx.Client, contract: Contract) -> None:
    full = created(client, initialMessage="Hi", uninterruptibleGreeting=True, languageCode="de")
    (summary,) = client.get("/v1/personas").json()["data"]

    assert full.keys() == contract.fields("Persona")
    assert summary.keys() == contract.fields("PersonaSummary")
    assert {"initialMessage", "uninterruptibleGreeting", "languageCode"}.isdisjoint(full)


def test_nothing_is_required(client: httpx.Client) -> None:
    persona = client.post("/v1/personas", json={}).json()
    (summary,) = client.get("/v1/personas").json()["data"]

    assert (persona["description"], summary["description"]) == (None, "")
    assert (persona["avatar"], persona["voice"], persona["llmId"], persona["avatarModel"]) == (None, None, None, None)
    assert summary["languageCode"] == "inherit"


def test_an_update_changes_what_it_holds_and_nothing_else(client: httpx.Client, clock: Clock) -> None:
    before = created(client, skipGreeting=True, voiceDetectionOptions={"endOfSpeechSensitivity": 0.25})
    clock.move(5)
    after = updated(client, before, systemPrompt="You are Cara, at the door.")

    assert after["brain"]["systemPrompt"] == "You are Cara, at the door."
    assert after["updatedAt"] == "2026-11-22T10:00:05.000Z"
    same = before.keys() - {"brain", "updatedAt"}
    assert {key: after[key] for key in same} == {key: before[key] for key in same}


def test_no_two_writes_carry_the_same_updated_at(client: httpx.Client) -> None:
    persona = created(client)
    stamps = [persona["updatedAt"]] + [updated(client, persona, name=f"Cara {n}")["updatedAt"] for n in range(5)]

    assert stamps == sorted(set(stamps))


def test_a_new_voice_resets_its_options(client: httpx.Client) -> None:
    options = {"stability": 0.5}
    persona = created(client, voiceGenerationOptions=options)

    assert updated(client, persona, voiceId=CARA["voiceId"])["voiceGenerationOptions"] == options
    assert updated(client, persona, voiceId=JESSICA)["voiceGenerationOptions"] is None
    both = updated(client, persona, voiceId=CARA["voiceId"], voiceGenerationOptions={"speed": 1})
    assert both["voiceGenerationOptions"] == {"speed": 1}


def test_a_new_avatar_resets_a_model_that_it_lacks(client: httpx.Client) -> None:
    persona = created(client, avatarModel="cara-4")

    assert updated(client, persona, avatarId=FINN)["avatarModel"] == "cara-4"
    assert updated(client, persona, avatarId=LEO_CARA_3_ONLY)["avatarModel"] == "cara-3"
    assert updated(client, persona, avatarId=FINN)["avatarModel"] == "cara-4", "the model is the avatar's own again"


def test_widget_settings_are_merged_and_bare_domains_get_https(client: httpx.Client) -> None:
    persona = created(client)
    updated(client, persona, widgetConfig={"layout": "floating", "allowedOrigins": ["a.test", "http://b.test"]})
    after = updated(client, persona, widgetConfig={"position": "bottom-right"})

    assert after["widgetConfig"] == {
        "layout": "floating",
        "allowedOrigins": ["https://a.test", "http://b.test"],
        "position": "bottom-right",
    }


def test_the_first_message_can_be_cleared(client: httpx.Client) -> None:
    persona = created(client, initialMessage="Hello")

    assert updated(client, persona, initialMessage=None)["id"] == persona["id"]


def test_a_deleted_persona_is_gone(client: httpx.Client) -> None:
    persona = created(client)

    assert client.delete(f"/v1/personas/{persona['id']}").json() == {"message": "Persona deleted"}
    assert client.get(f"/v1/personas/{persona['id']}").status_code == 404
    assert client.get("/v1/personas").json()["data"] == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"name": None}, "name"),
        ({"description": None}, "description"),
        ({"systemPrompt": 5}, "systemPrompt"),
        ({"skipGreeting": "true"}, "skipGreeting"),
        ({"avatarModel": "cara-2"}, "avatarModel"),
        ({"toolIds": "t1"}, "toolIds"),
        ({"toolIds": ["t1", 2]}, "toolIds.1"),
        ({"voiceDetectionOptions": None}, "voiceDetectionOptions"),
        ({"voiceDetectionOptions": {"endOfSpeechSensitivity": "0.5"}}, "voiceDetectionOptions.endOfSpeechSensitivity"),
        ({"voiceDetectionOptions": {"endOfSpeechSensitivity": True}}, "voiceDetectionOptions.endOfSpeechSensitivity"),
        (
            {"voiceDetectionOptions": {"silenceBeforeAutoEndTurnSeconds": 0}},
            "voiceDetectionOptions.silenceBeforeAutoEndTurnSeconds",
        ),
        ({"voiceGenerationOptions": {"speed": 1.5}}, "voiceGenerationOptions.speed"),
        ({"voiceGenerationOptions": {"stability": "high"}}, "voiceGenerationOptions.stability"),
        ({"avatarId": "00000000-0000-0000-0000-000000000000"}, "avatarId"),
        ({"voiceId": CARA["avatarId"]}, "voiceId"),
        ({"llmId": ""}, "llmId"),
        ({"avatarId": LEO_CARA_3_ONLY, "avatarModel": "cara-4"}, "avatarModel"),
        ({"zeroDataRetention": True}, "zeroDataRetention"),
    ],
    ids=str,
)
def test_refuses_a_wrong_field_and_changes_nothing(change: dict[str, object], path: str, client: httpx.Client) -> None:
    before = created(client)

    response = client.put(f"/v1/personas/{before['id']}", json={"name": "Other"} | change)

    assert response.status_code == 400
    assert [issue["path"] for issue in response.json()["details"]] == [path]
    assert client.get(f"/v1/personas/{before['id']}").json() == before


@pytest.mark.parametrize("llm", ["CUSTOMER_CLIENT_V1", "ANAM_LLAMA_v3_3_70B_V1", "ANAM_GPT_4O_MINI_V1", GPT_4O])
def test_takes_every_llm_that_the_platform_takes(llm: str, client: httpx.Client) -> None:
    assert created(client, llmId=llm)["llmId"] == llm


def test_a_refusal_does_not_repeat_what_it_refuses(client: httpx.Client) -> None:
    response = client.post("/v1/personas", json={"systemPrompt": ["the secret recipe"], "name": {"the": "recipe"}})

    assert response.status_code == 400
    assert "recipe" not in response.text


def test_numbers_stay_as_they_were_written(client: httpx.Client) -> None:
    options = {"endOfSpeechSensitivity": 1, "speechEnhancementLevel": 0.0}
    persona = created(client, voiceDetectionOptions=options)

    text = client.get(f"/v1/personas/{persona['id']}").text
    assert '"voiceDetectionOptions":{"endOfSpeechSensitivity":1,"speechEnhancementLevel":0.0}' in text


def test_unknown_keys_are_dropped_in_silence(client: httpx.Client) -> None:
    body = {
        "voiceSpeed": 2,
        "enableAudioPassthrough": True,
        "voiceDetectionOptions": {"speechEnhancementLevel": 0, "sttProvider": "x"},
        "voiceGenerationOptions": {"stability": 1, "emotion": "sad"},
        "maxSessionLengthSeconds": 60,
    }
    persona = created(client, **body)

    assert persona["enableAudioPassthrough"] is False
    assert persona["voiceSpeed"] == 1
    assert persona["voiceDetectionOptions"] == {"speechEnhancementLevel": 0}
    assert persona["voiceGenerationOptions"] == {"stability": 1}


def test_a_strict_engine_refuses_what_is_dropped_elsewhere(strict_engine: Engine, ask: Ask) -> None:
    client = ask(strict_engine)
    for body, path in (
        ({"voiceSpeed": 2}, "voiceSpeed"),
        ({"voiceDetectionOptions": {"sttProvider": "x"}}, "voiceDetectionOptions.sttProvider"),
        ({"voiceGenerationOptions": {"emotion": "sad"}}, "voiceGenerationOptions.emotion"),
    ):
        response = client.post("/v1/personas", json=CARA | body)
        assert response.status_code == 400, body
        assert [issue["path"] for issue in response.json()["details"]] == [path]
    assert client.get("/v1/personas", params={"perPage": 101}).status_code == 400
    assert client.post("/v1/personas", json=CARA).status_code == 201
