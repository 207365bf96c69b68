"""Every resource module against the embedded engine, in process and through faults."""

from collections.abc import Callable, Coroutine
from typing import TypeVar

import pytest

from personactl.api.catalogue import get_avatar, get_llm, get_voice, list_avatars, list_llms, list_voices
from personactl.api.client import Client
from personactl.api.failures import LostAnswerError
from personactl.api.personas import create_persona, delete_persona, get_persona, list_personas, update_persona
from personactl.api.text_channel import find_engine
from personactl.errors import AuthError, NotFoundError, RejectedError, UnavailableError
from personactl.persona.remote import RemoteBrain
from tests.api.conftest import Ask
from tests.faults import CutBody, Fault, Refuse, ResetAfter, ResetBefore, Rule, Status, TruncatedJson

Answer = TypeVar("Answer")


CARA = "30fa96d0-26c4-4e55-94a0-517025942e18"
NOBODY = "00000000-0000-4000-8000-000000000000"


async def _names(client: Client) -> list[str | None]:
    return [persona.name async for persona in list_personas(client)]


def test_a_persona_lives_through_create_update_and_delete(ask: Ask) -> None:
    async def life(client: Client) -> None:
        made = await create_persona(client, {"name": "Cara", "avatarId": CARA, "systemPrompt": "You are Cara."})
        assert made.brain == RemoteBrain(system_prompt="You are Cara.")
        changed = await update_persona(client, made.id, {"name": "Clara"})
        assert (changed.id, changed.name) == (made.id, "Clara")
        assert await get_persona(client, made.id) == changed
        assert await _names(client) == ["Clara"]
        await delete_persona(client, made.id)
        with pytest.raises(NotFoundError):
            await get_persona(client, made.id)
        with pytest.raises(NotFoundError):
            await delete_persona(client, made.id)

    ask(life)


def test_a_list_of_several_pages_is_whole(ask: Ask) -> None:
    async def fill(client: Client) -> None:
        for number in range(23):
            await create_persona(client, {"name": f"Persona {number}"})
        found = [persona.name async for persona in list_personas(client, per_page=5)]
        assert sorted(map(str, found)) == sorted(f"Persona {number}" for number in range(23))

    ask(fill)


def test_a_create_whose_answer_was_lost_has_happened_once(ask: Ask) -> None:
    async def make(client: Client) -> list[str | None]:
        with pytest.raises(LostAnswerError):
            await create_persona(client, {"name": "Cara"})
        return await _names(client)

    faults: list[Fault] = [ResetAfter(), CutBody(), TruncatedJson()]
    for number, fault in enumerate(faults, start=1):
        assert ask(make, Rule(fault, "POST")) == ["Cara"] * number


@pytest.mark.parametrize("fault", [Refuse(), Status(429)])
def test_a_create_that_never_arrived_is_made_by_the_repetition(ask: Ask, fault: Refuse | Status) -> None:
    async def make(client: Client) -> list[str | None]:
        await create_persona(client, {"name": "Cara"})
        return await _names(client)

    assert ask(make, Rule(fault, "POST")) == ["Cara"]


@pytest.mark.parametrize("fault", [ResetBefore(), ResetAfter(), CutBody(), Status(503)])
def test_an_update_survives_any_one_failure(ask: Ask, fault: ResetBefore | ResetAfter | CutBody | Status) -> None:
    async def change(client: Client) -> str | None:
        made = await create_persona(client, {"name": "Cara"})
        return (await update_persona(client, made.id, {"name": "Clara"})).name

    assert ask(change, Rule(fault, "PUT")) == "Clara"


@pytest.mark.parametrize("fault", [ResetBefore(), ResetAfter(), Status(500)])
def test_a_delete_survives_any_one_failure(ask: Ask, fault: ResetBefore | ResetAfter | Status) -> None:
    async def remove(client: Client) -> list[str | None]:
        made = await create_persona(client, {"name": "Cara"})
        await delete_persona(client, made.id)
        return await _names(client)

    assert ask(remove, Rule(fault, "DELETE")) == []


def test_a_wrong_key_is_refused(ask: Ask) -> None:
    with pytest.raises(AuthError):
        ask(_names, key="wrong")


def test_a_rejected_field_is_reported_in_the_platforms_words(ask: Ask) -> None:
    with pytest.raises(RejectedError) as caught:
        ask(lambda client: create_persona(client, {"name": "Cara", "avatarId": NOBODY}))
    assert "avatar" in caught.value.message.lower()
    assert caught.value.where.startswith("POST http://127.0.0.1/v1/personas · 400 · request id ")


def test_a_dead_engine_is_unavailable(ask: Ask) -> None:
    with pytest.raises(UnavailableError):
        ask(_names, Rule(Refuse(), times=None))


def test_the_catalogue_lists_and_shows(ask: Ask) -> None:
    async def browse(client: Client) -> None:
        avatars = [avatar async for avatar in list_avatars(client)]
        voices = [voice async for voice in list_voices(client)]
        llms = [llm async for llm in list_llms(client)]
        assert "Cara" in {avatar.display_name for avatar in avatars}
        assert {voice.provider for voice in voices}
        assert "CUSTOMER_CLIENT_V1" in {llm.id for llm in llms}
        assert await get_avatar(client, CARA) in avatars
        assert await get_voice(client, voices[0].id) == voices[0]
        assert await get_llm(client, llms[0].id) == llms[0]

    ask(browse)


def test_a_catalogue_without_entries_may_be_a_404(ask: Ask) -> None:
    async def browse(client: Client) -> list[str]:
        found = [voice.id async for voice in list_voices(client)]
        return found + [avatar.id async for avatar in list_avatars(client)]

    assert ask(browse, Rule(Status(404), times=None)) == []


@pytest.mark.parametrize("read", [get_avatar, get_voice, get_llm])
def test_what_the_catalogue_lacks_is_not_found(
    ask: Ask, read: Callable[[Client, str], Coroutine[None, None, object]]
) -> None:
    with pytest.raises(NotFoundError):
        ask(lambda client: read(client, NOBODY))


def test_the_engine_is_recognised_without_a_key(ask: Ask) -> None:
    facts = ask(find_engine, key="wrong")
    assert facts is not None
    assert facts.engine == "personactl"
    assert facts.text == "/text"
