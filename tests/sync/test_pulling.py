"""What a pull takes, what it leaves, and how the files look then."""

import pytest

from personactl.api.client import Client
from personactl.api.knowledge import create_group, delete_document, list_documents, list_groups, upload_document
from personactl.api.personas import create_persona, delete_persona, get_persona, list_personas, update_persona
from personactl.api.tools import create_tool, list_tools, update_tool
from personactl.errors import NotFoundError, UsageError
from personactl.json_value import JsonValue
from personactl.sync.plan import Item, Unchanged
from personactl.sync.pulling.pulled import Fate
from tests.sync.bench import ADAMS_VOICE, CARA, CARAS_VOICE, JULIA, LUCYS_VOICE
from tests.sync.pulling_bench import PullingBench

_CARA = f"""\
# The front desk.
name: Cara # as visitors see her
description: 'Front desk'
avatarId: {CARA}
avatarModel: cara-4
voiceId: {CARAS_VOICE}

voiceDetectionOptions: {{endOfSpeechSensitivity: 0.5}} # patient
systemPrompt: >
  You are Cara,
  and you are kind.

  Be brief.
"""


def _linked(bench: PullingBench, text: str = _CARA, **fields: JsonValue) -> str:
    """A persona file that platform and lock agree with; the persona's id."""
    bench.write("personas/cara.yaml", text)
    whole: dict[str, JsonValue] = {
        "name": "Cara",
        "description": "Front desk",
        "avatarId": CARA,
        "voiceId": CARAS_VOICE,
        "voiceDetectionOptions": {"endOfSpeechSensitivity": 0.5},
        "systemPrompt": "You are Cara, and you are kind.\nBe brief.\n",
        **fields,
    }
    made = bench.do(lambda client: create_persona(client, whole))
    assert bench.fates()["persona cara"] is Fate.learned
    return made.id


def _change(bench: PullingBench, remote_id: str, **fields: JsonValue) -> None:
    bench.do(lambda client: update_persona(client, remote_id, fields))


def _differing(bench: PullingBench) -> list[Item]:
    return [item for item in bench.plan().items if not isinstance(item.action, Unchanged) or item.changes]


def test_values_change_where_they_stand_and_nothing_else_does(pulling: PullingBench) -> None:
    cara = _linked(pulling)
    _change(
        pulling,
        cara,
        description="It's the back desk",
        voiceDetectionOptions={"endOfSpeechSensitivity": 0.75},
        systemPrompt="You are Cara, and you are calm.\nBe brief.\n",
    )

    assert pulling.fates() == {"persona cara": Fate.updated}

    wanted = _CARA.replace("'Front desk'", "'It''s the back desk'").replace("0.5", "0.75").replace("kind", "calm")
    assert pulling.text("personas/cara.yaml") == wanted
    assert _differing(pulling) == []


def test_what_only_the_file_changed_is_left_and_named(pulling: PullingBench) -> None:
    cara = _linked(pulling)
    mine = _CARA.replace("Front desk", "My desk")
    pulling.write("personas/cara.yaml", mine)
    _change(pulling, cara, voiceId=ADAMS_VOICE)

    (item,) = pulling.pull().items

    assert (item.fate, item.kept) == (Fate.updated, ("description",))
    assert pulling.text("personas/cara.yaml") == mine.replace(CARAS_VOICE, ADAMS_VOICE)
    (again,) = pulling.pull().items
    assert (again.fate, again.kept) == (Fate.kept, ("description",))


@pytest.mark.parametrize(("winner", "kept"), [("ours", "My desk"), ("theirs", "Their desk")])
def test_a_conflict_writes_nothing_until_it_is_decided(pulling: PullingBench, winner: str, kept: str) -> None:
    cara = _linked(pulling)
    mine = _CARA.replace("Front desk", "My desk")
    pulling.write("personas/cara.yaml", mine)
    _change(pulling, cara, description="Their desk", voiceId=ADAMS_VOICE)

    assert pulling.fates() == {"persona cara": Fate.conflict}
    assert pulling.text("personas/cara.yaml") == mine

    pulling.pull(on_conflict="ours" if winner == "ours" else "theirs")
    assert pulling.text("personas/cara.yaml") == _CARA.replace("Front desk", kept).replace(CARAS_VOICE, ADAMS_VOICE)
    assert pulling.fates()["persona cara"] in {Fate.kept, Fate.unchanged}


def test_a_value_from_another_file_is_overridden_in_the_file_itself(pulling: PullingBench) -> None:
    base = f"voiceId: {CARAS_VOICE}\nskipGreeting: true\ntoolIds: []\n"
    pulling.write("personas/_base.yaml", base)
    text = _CARA.replace(f"voiceId: {CARAS_VOICE}\n", "extends: _base.yaml\n")
    cara = _linked(pulling, text, skipGreeting=True)
    _change(pulling, cara, voiceId=ADAMS_VOICE, skipGreeting=False)

    assert pulling.fates() == {"persona cara": Fate.updated}

    assert pulling.text("personas/_base.yaml") == base
    assert f"voiceId: {ADAMS_VOICE}\n" in pulling.text("personas/cara.yaml")
    assert _differing(pulling) == []


def test_what_a_profile_says_changes_in_the_profile(pulling: PullingBench) -> None:
    text = f"{_CARA}profiles:\n  test:\n    voiceId: {ADAMS_VOICE} # only here\n  other: {{description: x}}\n"
    cara = _linked(pulling, text, voiceId=ADAMS_VOICE)
    _change(pulling, cara, voiceId=CARAS_VOICE, avatarId=JULIA)

    assert pulling.fates() == {"persona cara": Fate.updated}

    assert pulling.text("personas/cara.yaml") == text.replace(ADAMS_VOICE, CARAS_VOICE).replace(CARA, JULIA)
    assert _differing(pulling) == []


def test_a_prompt_file_keeps_its_remarks_line_ends_and_lines(pulling: PullingBench) -> None:
    prompt = "# Goal\r\n<!-- personactl: ignore[P411] -->\r\nBe brief.\r\nBe kind.\r\n\r\n"
    pulling.write("personas/prompts/cara.md", prompt)
    text = _CARA[: _CARA.index("systemPrompt")] + "systemPromptFile: prompts/cara.md\n"
    cara = _linked(pulling, text, systemPrompt="# Goal\nBe brief.\nBe kind.")
    _change(pulling, cara, systemPrompt="# Goal\nBe brief.\nBe calm.\nAlways.")

    assert pulling.fates() == {"persona cara": Fate.updated}

    assert pulling.text("personas/cara.yaml") == text
    assert pulling.text("personas/prompts/cara.md") == prompt.replace("Be kind.", "Be calm.\r\nAlways.")
    _change(pulling, cara, systemPrompt="no file can hold this \n")
    assert pulling.fates() == {"persona cara": Fate.updated}
    assert "systemPromptFile" not in pulling.text("personas/cara.yaml")
    assert _differing(pulling) == []


def test_a_prompt_file_that_others_use_is_left_alone(pulling: PullingBench) -> None:
    pulling.write("personas/prompts/all.md", "Be kind.\n")
    text = _CARA[: _CARA.index("systemPrompt")] + "systemPromptFile: prompts/all.md\n"
    pulling.write("personas/other.yaml", text.replace("name: Cara", "name: Other"))
    cara = _linked(pulling, text, systemPrompt="Be kind.")
    _change(pulling, cara, systemPrompt="Be calm.")

    assert pulling.fates()["persona cara"] is Fate.updated

    assert pulling.text("personas/prompts/all.md") == "Be kind.\n"
    assert pulling.text("personas/prompts/cara.md") == "Be calm.\n"


def test_a_name_of_the_catalogue_stays_a_name(pulling: PullingBench) -> None:
    text = _CARA.replace(f"voiceId: {CARAS_VOICE}", "voice: Cara # hers").replace(f"avatarId: {CARA}", "avatar: Cara")
    cara = _linked(pulling, text)
    _change(pulling, cara, voiceId=LUCYS_VOICE)

    assert pulling.fates() == {"persona cara": Fate.updated}

    assert pulling.text("personas/cara.yaml") == text.replace("voice: Cara", "voice: Lucy - Fresh & Casual")
    assert _differing(pulling) == []


def test_what_was_deleted_on_the_platform_keeps_its_file(pulling: PullingBench) -> None:
    cara = _linked(pulling)
    pulling.do(lambda client: delete_persona(client, cara))

    assert pulling.fates() == {"persona cara": Fate.gone}
    assert pulling.text("personas/cara.yaml") == _CARA


def test_a_file_that_is_written_meanwhile_is_not_overwritten(pulling: PullingBench) -> None:
    cara = _linked(pulling)
    _change(pulling, cara, description="theirs")
    before = pulling.locked

    pull = pulling.pull(between=lambda: pulling.write("personas/cara.yaml", "name: mine\n"))

    assert [item.fate for item in pull.items] == [Fate.failed]
    assert pulling.text("personas/cara.yaml") == "name: mine\n"
    assert pulling.locked == before


async def _account(client: Client) -> None:
    """Cara with a tool, a tool of the platform, and a group of documents that a tool searches."""
    group = await create_group(client, {"name": "Store FAQ", "description": "What people ask."})
    await upload_document(client, group.id, b"# Hours\n", "hours.md")
    search: dict[str, JsonValue] = {
        "name": "search_store_faq",
        "description": "What people ask.",
        "type": "SERVER_RAG",
        "config": {"documentFolderIds": [group.id]},
    }
    tools = [
        await create_tool(client, search),
        await create_tool(client, {"name": "wave", "description": "Waves.", "type": "CLIENT"}),
        *[tool async for tool in list_tools(client) if tool.name == "end_call"],
    ]
    await create_tool(client, {"name": "unused", "description": "Nobody's.", "type": "CLIENT"})
    ids: list[JsonValue] = [tool.id for tool in tools]
    fields: dict[str, JsonValue] = {"name": "Cara", "avatarId": CARA, "voiceId": CARAS_VOICE, "toolIds": ids}
    await create_persona(client, {**fields, "systemPrompt": "Be kind."})


def test_a_persona_comes_with_what_it_needs_by_name(pulling: PullingBench) -> None:
    pulling.do(_account)

    fates = pulling.fates("Cara")

    created = {"knowledge store-faq", "document store-faq/hours.md", "tool wave", "persona cara"}
    assert fates == {**dict.fromkeys(created, Fate.created), "tool knowledge.store-faq": Fate.learned}
    assert pulling.text("personas/cara.yaml") == (
        f"name: Cara\navatarId: {CARA}\navatarModel: cara-4\nvoiceId: {CARAS_VOICE}\n"
        "systemPromptFile: prompts/cara.md\ntools: [wave, end_call]\nknowledge: [store-faq]\n"
    )
    assert pulling.text("personas/prompts/cara.md") == "Be kind.\n"
    assert pulling.text("knowledge/store-faq/hours.md") == "# Hours\n"
    assert _differing(pulling) == []
    assert pulling.fates("unused")["tool unused"] is Fate.created


def test_documents_follow_and_local_ones_are_not_overwritten(pulling: PullingBench) -> None:
    pulling.do(_account)
    pulling.pull(everything=True)
    pulling.do(lambda client: _replace_hours(client, b"# More\n"))

    fates = pulling.fates()

    assert fates["document store-faq/hours.md"] is Fate.updated
    assert fates["document store-faq/more.md"] is Fate.created
    assert pulling.text("knowledge/store-faq/hours.md") == "# Other hours\n"
    assert "documents: [store-faq/hours.md, store-faq/more.md]" in pulling.text("knowledge/store-faq.yaml")
    assert _differing(pulling) == []
    pulling.write("knowledge/store-faq/more.md", "mine")
    assert pulling.fates()["document store-faq/more.md"] is Fate.kept
    pulling.do(lambda client: _replace_hours(client, b"# Even more\n"))
    assert pulling.fates()["document store-faq/more.md"] is Fate.conflict
    assert pulling.text("knowledge/store-faq/more.md") == "mine"


async def _replace_hours(client: Client, more: bytes) -> None:
    (group,) = [group.id for group in await list_groups(client)]
    for document in await list_documents(client, group):
        await delete_document(client, document.id)
    await upload_document(client, group, b"# Other hours\n", "hours.md")
    await upload_document(client, group, more, "more.md")


def test_a_tool_that_a_persona_defines_changes_in_the_persona(pulling: PullingBench) -> None:
    bare = _CARA[: _CARA.index("voiceDetectionOptions")].replace("description: 'Front desk'\n", "")
    text = f"{bare}tools:\n  - type: client # a gesture\n    name: wave\n    description: Waves.\n"
    pulling.write("personas/cara.yaml", text)
    pulling.do(_account)
    pulling.pull(on_conflict="theirs")

    async def change(client: Client) -> None:
        (wave,) = [tool.id async for tool in list_tools(client) if tool.name == "wave"]
        await update_tool(client, wave, {"description": "Waves twice.", "config": {"awaitResult": True}})

    pulling.do(change)

    assert pulling.fates()["tool cara.wave"] is Fate.updated
    written = pulling.text("personas/cara.yaml")
    assert (
        "  - type: client # a gesture\n    name: wave\n    description: Waves twice.\n    awaitResult: true\n"
        in written
    )
    assert _differing(pulling) == []


def test_a_name_that_nothing_or_several_bear_is_refused(pulling: PullingBench) -> None:
    pulling.do(_account)
    pulling.do(_account_again)
    with pytest.raises(NotFoundError, match="neither the project nor the platform"):
        pulling.pull("Nora")
    with pytest.raises(UsageError, match="2 things on the platform are called 'Cara'"):
        pulling.pull("Cara")
    first = pulling.do(_ids)[0]
    assert pulling.fates(first)["persona cara"] is Fate.created


async def _account_again(client: Client) -> None:
    await create_persona(client, {"name": "Cara", "avatarId": CARA, "voiceId": CARAS_VOICE})


async def _ids(client: Client) -> list[str]:
    rows = [row.id async for row in list_personas(client)]
    return [row for row in rows if (await get_persona(client, row)).name == "Cara"]
