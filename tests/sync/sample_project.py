"""A sample project in a workspace: at least one resource of every kind, each used by another.

llm own ........................ persona cara
knowledge store-faq (two documents) > tool knowledge.store-faq > persona cara
tool open_calendar ............. persona cara, persona julia
tool cara.wave (defined in place)> persona cara
"""

import hashlib
from collections.abc import Iterable
from typing import TypeAlias

from personactl.api.answers import Answer, returned
from personactl.api.client import Client
from personactl.api.knowledge import download_document, list_documents, list_groups
from personactl.api.llms import list_custom_llms
from personactl.api.personas import get_persona, list_personas
from personactl.api.tools import list_tools
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.remote import writable_fields
from tests.sync.workspace import Workspace

WAVE: JsonObject = {"type": "client", "name": "wave", "description": "Waves a hand at the caller when they leave."}
URL = "https://llm.example.com/v1/chat/completions"

Platform: TypeAlias = dict[str, list[JsonObject]]


def write_sample_project(workspace: Workspace) -> None:
    calendar(workspace)
    document(workspace, "hours.md", "# Hours\n\nNine to five.\n")
    document(workspace, "prices.md", "# Prices\n\nAll free.\n")
    faq(workspace)
    llm(workspace)
    cara(workspace)
    workspace.write("julia", tools=["open_calendar"])


def calendar(workspace: Workspace, **config: JsonValue) -> None:
    workspace.save(
        "tools/open_calendar.yaml",
        name="open_calendar",
        description="Opens the calendar when the caller asks for a date.",
        type="CLIENT",
        config={"parameters": {"type": "object", "properties": {"day": {"type": "string"}}}, **config},
    )


def document(workspace: Workspace, name: str, text: str) -> None:
    folder = workspace.folder / "documents"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def faq(workspace: Workspace, **fields: JsonValue) -> None:
    whole: JsonObject = {"name": "Store FAQ", "description": "Opening hours and prices."}
    workspace.save("knowledge/store-faq.yaml", **(whole | fields), documents=["../documents/*.md"])


def llm(workspace: Workspace, **fields: JsonValue) -> None:
    whole: JsonObject = {
        "displayName": "Own",
        "llmFormat": "openai",
        "modelName": "gpt-oss",
        "urls": [{"url": URL}],
        "secret": {"env": "LLM_KEY"},
    }
    workspace.save("llms/own.yaml", **(whole | fields))


def cara(workspace: Workspace, **fields: JsonValue) -> None:
    whole: JsonObject = {"tools": ["open_calendar", "end_call", WAVE], "knowledge": ["store-faq"], "llm": "own"}
    workspace.write("cara", **(whole | fields))


def platform(workspace: Workspace) -> Platform:
    """All that is stored, sorted, with names in place of ids and without times, so that equal platforms compare
    equal."""
    return workspace.run(_platform)


async def _platform(client: Client) -> Platform:
    tools = [tool async for tool in list_tools(client)]
    llms = [llm async for llm in list_custom_llms(client)]
    groups = await list_groups(client)
    names = {tool.id: tool.name for tool in tools}
    names |= {group.id: group.name for group in groups} | {llm.id: llm.display_name for llm in llms}
    documents = [(group, one) for group in groups for one in await list_documents(client, group.id)]
    contents = [hashlib.sha256(await download_document(client, one.id)).hexdigest() for _, one in documents]
    personas = [writable_fields(await get_persona(client, row.id)) async for row in list_personas(client)]
    return {
        "llms": _sorted(_named(_lasting(one), names) for one in llms),
        "groups": _sorted(_named(_lasting(one), names) for one in groups),
        "documents": _sorted(
            {"group": group.name, "filename": one.filename, "content": content, "status": str(one.status)}
            for (group, one), content in zip(documents, contents, strict=True)
        ),
        "tools": _sorted(_named(_lasting(one), names) for one in tools),
        "personas": _sorted(_named(fields, names) for fields in personas),
    }


_VOLATILE = {"id", "createdAt", "updatedAt"}


def _lasting(one: Answer) -> JsonObject:
    return {name: value for name, value in returned(one).items() if name not in _VOLATILE}


def _named(value: JsonObject, names: dict[str, str]) -> JsonObject:
    return {key: _with_names(inner, names) for key, inner in value.items()}


def _with_names(value: JsonValue, names: dict[str, str]) -> JsonValue:
    match value:
        case str():
            return names.get(value, value)
        case list():
            return sorted((_with_names(inner, names) for inner in value), key=str)
        case dict():
            return _named(value, names)
        case _:
            return value


def _sorted(found: Iterable[JsonObject]) -> list[JsonObject]:
    return sorted(found, key=str)
