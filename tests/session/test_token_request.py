"""The kind and the body of the token for a persona, case by case."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from personactl.errors import UsageError
from personactl.json_value import JsonObject
from personactl.persona.project_resource import Address
from personactl.persona.read.persona_file import Persona
from personactl.session.token_request import PushedState, ResolvedIds, changed_since_push, choose_token
from personactl.state.lock import LockEntry

PERSONA = Persona(
    key="cara",
    path=Path("personas/cara.yaml"),
    name="Cara",
    stored={"name": "Cara", "description": "Front desk"},
    config={"name": "Cara", "maxSessionLengthSeconds": 600, "systemPrompt": "You are Cara."},
    session_options={"videoQuality": "auto"},
    unresolved={"avatarId": "Cara"},
)
AVATAR = "30fa96d0-26c4-4e55-94a0-517025942e18"
IDS = ResolvedIds({"avatarId": AVATAR})
_LLM = "personactl:llm/ours"
ENTRY = LockEntry("persona-1", {"name": "n", "description": "d"}, {}, "2026-01-01T00:00:00.000Z")


def test_a_pushed_and_unchanged_persona_gets_a_stateful_token() -> None:
    request = choose_token(
        PERSONA, IDS, PushedState(ENTRY, (), ENTRY.updated_at), target="staging", ephemeral=False, label="demo"
    )
    assert (request.kind, request.persona_id) == ("stateful", "persona-1")
    assert request.dropped == ("maxSessionLengthSeconds",)
    assert request.body == {
        "personaConfig": {"personaId": "persona-1"},
        "sessionOptions": {"videoQuality": "auto"},
        "clientLabel": "demo",
    }


@pytest.mark.parametrize(
    ("pushed", "ephemeral", "why"),
    [
        (None, False, "it was never pushed to this target"),
        (PushedState(ENTRY, ("name",), None), False, "the file has changed since the last push (name)"),
        (PushedState(ENTRY, (), None), False, "the persona that was pushed no longer exists on the platform"),
        (PushedState(ENTRY, (), "2026-01-02"), False, "the persona on the platform has changed since the last push"),
        (PushedState(ENTRY, (), ENTRY.updated_at), True, "--ephemeral was given"),
    ],
)
def test_other_personas_get_an_ephemeral_token_with_everything(
    pushed: PushedState | None, ephemeral: bool, why: str
) -> None:
    request = choose_token(PERSONA, IDS, pushed, target="staging", ephemeral=ephemeral, label=None)
    assert (request.kind, request.why, request.persona_id, request.dropped) == ("ephemeral", why, None, ())
    assert request.body == {
        "personaConfig": {
            "name": "Cara",
            "avatarId": AVATAR,
            "systemPrompt": "You are Cara.",
            "maxSessionLengthSeconds": 600,
        },
        "sessionOptions": {"videoQuality": "auto"},
    }


def test_an_ephemeral_token_has_inline_tools_and_the_ids_of_stored_ones() -> None:
    search: JsonObject = {"type": "server", "name": "look_up", "documentFolderIds": ["personactl:knowledge/faq"]}
    persona = replace(PERSONA, config={"tools": [search], "toolIds": ["personactl:tool/book"], "llmId": _LLM})
    own = {Address("tool", "book"): "t-1", Address("knowledge", "faq"): "k-1", Address("llm", "ours"): "l-1"}

    request = choose_token(
        persona,
        ResolvedIds(platform_tools=("t-2",), by_address=own),
        None,
        target="staging",
        ephemeral=True,
        label=None,
    )
    assert request.body["personaConfig"] == {
        "llmId": "l-1",
        "toolIds": ["t-1", "t-2"],
        "tools": [{**search, "documentFolderIds": ["k-1"]}],
    }


def test_a_resource_that_was_never_pushed_is_refused() -> None:
    persona = replace(PERSONA, config={"llmId": _LLM})

    with pytest.raises(UsageError) as caught:
        choose_token(persona, IDS, None, target="staging", ephemeral=True, label=None)
    assert "the token needs the llm ours" in caught.value.message
    assert caught.value.hint == "run 'personactl push --profile staging' first"


def test_added_removed_and_changed_fields_all_count_as_changed() -> None:
    assert changed_since_push({"name": "n", "description": "d"}, ENTRY) == ()
    assert changed_since_push({"name": "other", "llmId": "l"}, ENTRY) == ("name", "llmId", "description")
