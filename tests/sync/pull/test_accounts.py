"""A pull of resources that are new to the project, and of what belongs to a persona: tools, documents, knowledge."""

import shutil
from functools import partial

import pytest

from personactl.api.client import Client
from personactl.api.knowledge import create_group, delete_document, list_documents, list_groups, upload_document
from personactl.api.llms import create_llm
from personactl.api.personas import create_persona, get_persona, list_personas, update_persona
from personactl.api.tools import create_tool, delete_tool, list_tools, update_tool
from personactl.errors import NotFoundError, UsageError
from personactl.json_value import JsonObject, JsonValue
from personactl.sync.pull.pull_result import PullStatus
from tests.sync.pull.pull_workspace import PullWorkspace
from tests.sync.workspace import CARA, CARAS_VOICE


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


def test_a_new_persona_brings_what_it_needs_and_names_it(pulling: PullWorkspace) -> None:
    pulling.do(_account)

    statuses = pulling.statuses("Cara")

    created = {"knowledge store-faq", "document store-faq/hours.md", "tool wave", "persona cara"}
    assert statuses == {**dict.fromkeys(created, PullStatus.created), "tool knowledge.store-faq": PullStatus.learned}
    assert pulling.text("personas/cara.yaml") == (
        f"name: Cara\navatarId: {CARA}\navatarModel: cara-4\nvoiceId: {CARAS_VOICE}\n"
        "systemPromptFile: prompts/cara.md\ntools: [wave, end_call]\nknowledge: [store-faq]\n"
    )
    assert pulling.text("personas/prompts/cara.md") == "Be kind.\n"
    assert pulling.text("knowledge/store-faq/hours.md") == "# Hours\n"
    assert pulling.differing() == []
    assert pulling.statuses("unused")["tool unused"] is PullStatus.created


def test_documents_are_pulled_and_local_ones_are_not_overwritten(pulling: PullWorkspace) -> None:
    pulling.do(_account)
    pulling.pull(everything=True)
    pulling.do(lambda client: _replace_hours(client, b"# More\n"))

    statuses = pulling.statuses()

    assert statuses["document store-faq/hours.md"] is PullStatus.updated
    assert statuses["document store-faq/more.md"] is PullStatus.created
    assert pulling.text("knowledge/store-faq/hours.md") == "# Other hours\n"
    assert "documents: [store-faq/hours.md, store-faq/more.md]" in pulling.text("knowledge/store-faq.yaml")
    assert pulling.differing() == []
    pulling.write("knowledge/store-faq/more.md", "mine")
    assert pulling.statuses()["document store-faq/more.md"] is PullStatus.kept
    pulling.do(lambda client: _replace_hours(client, b"# Even more\n"))
    assert pulling.statuses()["document store-faq/more.md"] is PullStatus.conflict
    assert pulling.text("knowledge/store-faq/more.md") == "mine"


def test_a_group_without_files_is_pulled_whole_and_a_document_deleted_locally_is_not(
    pulling: PullWorkspace,
) -> None:
    pulling.do(_account)
    pulling.pull(everything=True)
    (pulling.root / "knowledge" / "store-faq" / "hours.md").unlink()
    pulling.write("knowledge/store-faq.yaml", pulling.text("knowledge/store-faq.yaml").split("documents:")[0])
    assert pulling.statuses()["document store-faq/hours.md"] is PullStatus.kept
    shutil.rmtree(pulling.root / "knowledge")
    for persona in (pulling.root / "personas").glob("*.yaml"):
        persona.unlink()

    statuses = pulling.statuses(everything=True)

    assert statuses["document store-faq/hours.md"] is PullStatus.created
    assert pulling.text("knowledge/store-faq/hours.md") == "# Hours\n"
    assert pulling.differing() == []


async def _replace_hours(client: Client, more: bytes) -> None:
    (group,) = [group.id for group in await list_groups(client)]
    for document in await list_documents(client, group):
        await delete_document(client, document.id)
    await upload_document(client, group, b"# Other hours\n", "hours.md")
    await upload_document(client, group, more, "more.md")


def test_an_inline_tool_changes_in_the_file_of_its_persona(pulling: PullWorkspace) -> None:
    bare = f"name: Cara\navatarId: {CARA}\navatarModel: cara-4\nvoiceId: {CARAS_VOICE}\nsystemPrompt: Be kind.\n"
    text = f"{bare}tools:\n  - type: client # a gesture\n    name: wave\n    description: Waves.\n"
    pulling.write("personas/cara.yaml", text)
    pulling.do(_account)
    pulling.pull(on_conflict="theirs")

    async def change(client: Client) -> None:
        (wave,) = [tool.id async for tool in list_tools(client) if tool.name == "wave"]
        await update_tool(client, wave, {"description": "Waves twice.", "config": {"awaitResult": True}})

    pulling.do(change)

    assert pulling.statuses()["tool cara.wave"] is PullStatus.updated
    written = pulling.text("personas/cara.yaml")
    assert (
        "  - type: client # a gesture\n    name: wave\n    description: Waves twice.\n    awaitResult: true\n"
        in written
    )
    assert pulling.differing() == []


_WITH_WAVE = f"""\
name: Cara
avatarId: {CARA}
avatarModel: cara-4
voiceId: {CARAS_VOICE}
systemPrompt: Be kind.
tools:
  # hers
  - type: client
    name: wave
    description: Waves.
"""


def _lose_wave(workspace: PullWorkspace, *, delete: bool) -> None:
    """Cara, whose file defines the tool in place, while the platform's Cara no longer uses it."""
    workspace.write("personas/cara.yaml", _WITH_WAVE)
    workspace.do(_account)
    workspace.pull(on_conflict="theirs")

    async def lose(client: Client) -> None:
        (cara,) = await _ids(client)
        ids = {tool.name: tool.id async for tool in list_tools(client)}
        await update_persona(client, cara, {"toolIds": []})
        if delete:
            await delete_tool(client, ids["wave"])

    workspace.do(lose)


@pytest.mark.parametrize("delete", [False, True])
def test_an_inline_tool_leaves_the_file_when_its_persona_loses_it(pulling: PullWorkspace, *, delete: bool) -> None:
    _lose_wave(pulling, delete=delete)

    pull = pulling.pull()

    assert {str(item.address): item.status for item in pull.items} == {
        "tool cara.wave": PullStatus.updated,
        "persona cara": PullStatus.updated,
    }
    assert "wave" not in pulling.text("personas/cara.yaml")
    assert "hers" not in pulling.text("personas/cara.yaml")
    assert pulling.differing() == []
    assert [item.status for item in pulling.pull().items if item.status is not PullStatus.unchanged] == []


@pytest.mark.parametrize("delete", [False, True])
def test_an_inline_tool_that_the_file_changed_is_not_lost(pulling: PullWorkspace, *, delete: bool) -> None:
    _lose_wave(pulling, delete=delete)
    mine = pulling.text("personas/cara.yaml").replace("Waves.", "Waves twice.")
    pulling.write("personas/cara.yaml", mine)

    statuses = pulling.statuses()

    assert statuses["persona cara"] is PullStatus.failed
    assert pulling.text("personas/cara.yaml") == mine


@pytest.mark.parametrize("parameters", [{}, {"properties": {}}, {"properties": {"day": {}}}])
def test_a_value_emptied_on_the_platform_is_empty_in_the_file(pulling: PullWorkspace, parameters: JsonObject) -> None:
    schema: JsonObject = {"type": "object", "properties": {"day": {"type": "string"}}}
    fields: JsonObject = {"name": "look", "description": "Looks.", "type": "CLIENT", "config": {"parameters": schema}}
    tool = pulling.do(lambda client: create_tool(client, fields))
    pulling.pull("look")
    pulling.do(lambda client: update_tool(client, tool.id, {"config": {"parameters": parameters}}))

    assert pulling.statuses() == {"tool look": PullStatus.updated}
    assert pulling.differing() == []


def test_the_variable_for_an_llms_secret_is_not_made_from_its_name(pulling: PullWorkspace) -> None:
    llm: dict[str, JsonValue] = {
        "displayName": "4o mini",
        "llmFormat": "openai",
        "modelName": "gpt-4o-mini",
        "urls": [{"url": "https://llm.example.com/v1/chat/completions"}],
        "secret": "s3cret-for-tests",
    }
    for name in ("4o mini", "AWS", "personactl_llm_key"):
        pulling.do(partial(create_llm, fields={**llm, "displayName": name}))

    assert pulling.statuses("4o mini") == {"llm 4o-mini": PullStatus.created}
    pulled = pulling.statuses("AWS", "personactl_llm_key")
    assert pulled["llm aws"] == pulled["llm personactl-llm-key"] == PullStatus.created

    assert "secret:\n  env: ANAM_LLM_SECRET\n" in pulling.text("llms/4o-mini.yaml")
    assert "secret:\n  env: ANAM_LLM_SECRET_2\n" in pulling.text("llms/aws.yaml")
    assert "secret:\n  env: ANAM_LLM_SECRET_3\n" in pulling.text("llms/personactl-llm-key.yaml")


def test_a_name_without_a_match_or_with_several_is_refused(pulling: PullWorkspace) -> None:
    pulling.do(_account)
    pulling.do(_account_again)
    with pytest.raises(NotFoundError, match="neither the project nor the platform"):
        pulling.pull("Nora")
    with pytest.raises(UsageError, match="2 resources on the platform are called 'Cara'"):
        pulling.pull("Cara")
    first = pulling.do(_ids)[0]
    assert pulling.statuses(first)["persona cara"] is PullStatus.created


async def _account_again(client: Client) -> None:
    await create_persona(client, {"name": "Cara", "avatarId": CARA, "voiceId": CARAS_VOICE})


async def _ids(client: Client) -> list[str]:
    rows = [row.id async for row in list_personas(client)]
    return [row for row in rows if (await get_persona(client, row)).name == "Cara"]
