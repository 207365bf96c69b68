"""Converting an answer of the platform into the fields of a request; an absent key stays unknown."""

import msgspec
import pytest

from personactl.json_value import JsonObject
from personactl.persona.remote import RemotePersona, RemoteSummary, returned_fields, writable_fields
from personactl.persona.schema.fields import FIELDS

_FULL: JsonObject = {
    "id": "8f0d2a6e-0000-4000-8000-000000000001",
    "name": "Cara",
    "description": "front desk",
    "personaPreset": "",
    "avatar": {"id": "a1", "displayName": "Cara", "imageUrl": "https://example.org/a.png"},
    "avatarModel": "cara-4",
    "voice": {"id": "v1", "displayName": "Lucy", "provider": "ELEVENLABS"},
    "voiceSpeed": 1,
    "llmId": "l1",
    "brain": {"personality": None, "systemPrompt": "You are Cara."},
    "tools": [{"id": "t1", "name": "one"}, {"_toolId": "t2"}],
    "knowledge": [],
    "shareLinks": None,
    "enableAudioPassthrough": False,
    "skipGreeting": False,
    "zeroDataRetention": False,
    "voiceDetectionOptions": {"endOfSpeechSensitivity": 0.5, "speechEnhancementLevel": None, "sttProvider": "x"},
    "voiceGenerationOptions": {"speed": 1, "stability": 0.5},
    "widgetConfig": {"layout": "inline", "removeWatermark": True},
    "createdAt": "2026-01-01T00:00:00.000Z",
    "updatedAt": "2026-01-02T00:00:00.000Z",
}


def _remote(**changes: object) -> RemotePersona:
    return msgspec.convert({**_FULL, **changes}, RemotePersona)


def test_an_answer_becomes_the_fields_of_a_request() -> None:
    assert writable_fields(_remote()) == {
        "name": "Cara",
        "description": "front desk",
        "avatarId": "a1",
        "avatarModel": "cara-4",
        "voiceId": "v1",
        "llmId": "l1",
        "systemPrompt": "You are Cara.",
        "skipGreeting": False,
        "voiceDetectionOptions": {"endOfSpeechSensitivity": 0.5},
        "voiceGenerationOptions": {"speed": 1, "stability": 0.5},
        "zeroDataRetention": False,
        "toolIds": ["t1", "t2"],
        "widgetConfig": {"layout": "inline"},
    }


def test_fields_have_the_order_of_files() -> None:
    written = list(writable_fields(_remote()))

    assert written == [name for name in FIELDS if name in written]


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"avatar": None}, "avatarId"),
        ({"voice": None}, "voiceId"),
        ({"description": None}, "description"),
        ({"llmId": None}, "llmId"),
        ({"brain": {"systemPrompt": None}}, "systemPrompt"),
        ({"brain": None}, "systemPrompt"),
        ({"voiceDetectionOptions": {}}, "voiceDetectionOptions"),
        ({"voiceDetectionOptions": None}, "voiceDetectionOptions"),
        ({"languageCode": "inherit"}, "languageCode"),
        ({"initialMessage": None}, "initialMessage"),
    ],
)
def test_an_unset_field_is_returned_but_not_writable(answer: JsonObject, field: str) -> None:
    remote = _remote(**answer)

    assert field not in writable_fields(remote)
    assert field in returned_fields(remote)


@pytest.mark.parametrize("field", ["initialMessage", "uninterruptibleGreeting", "languageCode"])
def test_an_absent_field_is_neither_returned_nor_writable(field: str) -> None:
    assert field not in writable_fields(_remote())
    assert field not in returned_fields(_remote())


def test_a_brain_without_a_prompt_does_not_return_the_prompt() -> None:
    assert "systemPrompt" not in returned_fields(_remote(brain={"personality": "kind"}))


def test_tools_without_ids_do_not_return_tool_ids() -> None:
    remote = _remote(tools=[{"id": "t1"}, {"name": "nameless"}])

    assert "toolIds" not in writable_fields(remote)
    assert "toolIds" not in returned_fields(remote)


def test_an_empty_list_of_tools_is_returned() -> None:
    remote = _remote(tools=[])

    assert writable_fields(remote)["toolIds"] == []
    assert "toolIds" in returned_fields(remote)


def test_every_writable_field_is_returned() -> None:
    assert writable_fields(_remote()).keys() <= returned_fields(_remote())
    assert returned_fields(_remote()) <= FIELDS.keys()


def test_an_answer_needs_an_id_only() -> None:
    remote = msgspec.convert({"id": "x"}, RemotePersona)

    assert (writable_fields(remote), returned_fields(remote)) == ({}, frozenset())


def test_an_answer_without_an_id_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": "Cara"}, RemotePersona)


def test_a_summary_has_the_keys_of_the_list() -> None:
    summary = msgspec.convert({**_FULL, "languageCode": "inherit", "isDefaultPersona": True}, RemoteSummary)

    assert (summary.id, summary.name, summary.updated_at) == (_FULL["id"], "Cara", "2026-01-02T00:00:00.000Z")
    assert (summary.is_default_persona, summary.language_code) == (True, "inherit")
