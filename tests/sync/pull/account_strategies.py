"""Hypothesis strategies for accounts: personas, and the tools, knowledge and LLMs that they use, with any text."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from personactl.api.client import Client
from personactl.api.knowledge import create_group, delete_document, list_documents, list_groups, upload_document
from personactl.api.llms import create_llm, list_custom_llms, update_llm
from personactl.api.personas import create_persona, list_personas, update_persona
from personactl.api.tools import create_tool, list_tools, update_tool
from personactl.json_value import JsonObject, JsonValue
from tests.sync.workspace import ADAMS_VOICE, CARA, CARAS_VOICE, JULIA

_CHARACTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from(
    "  \n\n\r\t:#-'\"\\|>{}[]&*!%@`é🙂\u2028\x85\ufeff\x00\x1b\x7f"
)
_TRAPS = [
    *("no", "~", "null", "True", ".nan", "1e3", "0o17", "12:30", "2027-01-31", "1_000", "<<", "=", "---", "...", ": "),
    *("a: b", "a #b", "#", "- x", "? x", "!x", "&x", "*x", "%x", "@x", "`x`", "{x", "[x]", "|", ">-", "''", '"'),
    *(" lead", "\tlead", "trail ", "\n", "\nlead", "trail\n\n", "a\n\n  b\n", "  a\nb", "x\r\ny", "x\ry", "\x1b[31m"),
    *("<!-- personactl: ignore[P411] -->", "# a\n\n- b\n\n\n", "---\na: b\n---\n", "{{name}} ${HOME} %s", "e\u0301"),
]
_TEXTS = st.text(_CHARACTERS, max_size=60) | st.sampled_from(_TRAPS)
_LINES = st.lists(_TEXTS, max_size=8).map("\n".join)
_LONG = st.builds(lambda text, times: text * times, st.text(_CHARACTERS, min_size=1, max_size=30), st.integers(1, 900))
_SPOKEN = _TEXTS.filter(lambda text: bool(text.strip()))
_NAMES = st.text(st.characters(categories=["L", "N"]) | st.sampled_from(" -_.'/:#"), min_size=1, max_size=12).filter(
    lambda name: bool(name.strip())
) | st.sampled_from(["no", "1e3", "2027-01-31", "a: b", "# c", "CON", "..", "_base", "personactl", "Grüße 🙂"])
_FRACTION = st.floats(0, 1) | st.sampled_from([0, 1, 0.5, 1e-7])
_DETECTION = st.fixed_dictionaries(
    {},
    optional={
        "endOfSpeechSensitivity": _FRACTION,
        "silenceBeforeSkipTurnSeconds": st.integers(0, 900) | st.floats(0, 900),
        "silenceBeforeSessionEndSeconds": st.integers(0, 7200),
        "silenceBeforeAutoEndTurnSeconds": st.floats(0.5, 10),
        "speechEnhancementLevel": _FRACTION,
    },
)
_GENERATION = st.fixed_dictionaries({}, optional={"speed": st.sampled_from([0.7, 1, 1.0, 1.15])})
_PERSONAS = st.fixed_dictionaries(
    {
        "name": _NAMES,
        "avatarId": st.sampled_from([CARA, JULIA]),
        "voiceId": st.sampled_from([CARAS_VOICE, ADAMS_VOICE]),
    },
    optional={
        "description": _TEXTS,
        "systemPrompt": _TEXTS | _LINES | _LONG,
        "initialMessage": _TEXTS,
        "skipGreeting": st.booleans(),
        "uninterruptibleGreeting": st.booleans(),
        "languageCode": st.sampled_from(["no", "en", "de"]),
        "voiceDetectionOptions": _DETECTION,
        "voiceGenerationOptions": _GENERATION,
    },
)
_JSON: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)
_PARAMETERS = st.dictionaries(_TEXTS, _JSON, max_size=3)
_CLIENT_SETTINGS: st.SearchStrategy[JsonObject] = st.fixed_dictionaries(
    {}, optional={"parameters": _PARAMETERS, "awaitResult": st.booleans(), "toolTimeoutSeconds": st.integers(1, 600)}
)
_WEBHOOK_SETTINGS: st.SearchStrategy[JsonObject] = st.fixed_dictionaries(
    {"url": st.just("https://hooks.example.com/a?b=c#d"), "method": st.sampled_from(["GET", "POST", "PATCH"])},
    optional={"headers": st.dictionaries(st.sampled_from(["X-No", "no"]), _TEXTS), "bodyTemplate": _TEXTS | _LINES},
)


def _tools(kind: str, settings: st.SearchStrategy[JsonObject]) -> st.SearchStrategy[JsonObject]:
    return st.fixed_dictionaries(
        {
            "name": st.from_regex(r"[a-zA-Z0-9_.-]{1,12}", fullmatch=True),
            "description": _SPOKEN,
            "type": st.just(kind),
            "config": settings,
        },
        optional={"disableInterruptions": st.booleans()},
    )


_GROUPS = st.fixed_dictionaries({"name": _NAMES}, optional={"description": _TEXTS})
_DOCUMENTS = st.dictionaries(
    st.sampled_from(["hours.md", "no.txt", "Preise 2027.csv", "[a].md", "#.txt"]),
    _SPOKEN.map(
        str.encode
    ),  # documents that the platform cannot process are uploaded again, so that no diff would be empty
    max_size=3,
)
_LLMS = st.fixed_dictionaries(
    {
        "displayName": _NAMES,
        "llmFormat": st.sampled_from(["openai", "groq_openai"]),
        "modelName": st.sampled_from(["no", "1e3", "gpt-oss"]),
        "urls": st.just([{"url": "https://llm.example.com/v1/chat/completions"}]),
        "secret": st.just("s3cret-for-tests"),
    },
    optional={"description": _TEXTS},
)


@dataclass(frozen=True, slots=True)
class Account:
    """The content of an account. `documents` are those of each group, by file name. A tool searches each group."""

    personas: Sequence[JsonObject]
    tools: Sequence[JsonObject]
    groups: Sequence[JsonObject]
    documents: Sequence[dict[str, bytes]]
    llms: Sequence[JsonObject]


ACCOUNTS = st.builds(
    Account,
    st.lists(_PERSONAS, max_size=3, unique_by=lambda one: str(one["name"])),
    st.lists(
        _tools("CLIENT", _CLIENT_SETTINGS) | _tools("SERVER_WEBHOOK", _WEBHOOK_SETTINGS),
        max_size=2,
        unique_by=lambda one: str(one["name"]),
    ),
    st.lists(_GROUPS, max_size=2, unique_by=lambda one: str(one["name"])),
    st.lists(_DOCUMENTS, min_size=2, max_size=2),
    st.lists(_LLMS, max_size=1),
)


async def fill(client: Client, account: Account) -> None:
    ids: list[JsonValue] = [(await create_tool(client, tool)).id for tool in account.tools]
    for number, (group, documents) in enumerate(zip(account.groups, account.documents, strict=False)):
        made = await create_group(client, group)
        for name, content in documents.items():
            await upload_document(client, made.id, content, name)
        settings: JsonObject = {"documentFolderIds": [made.id]}
        search: JsonObject = {"name": f"search-{number}", "description": "Searches.", "type": "SERVER_RAG"}
        ids.append((await create_tool(client, {**search, "config": settings})).id)
    llms: list[JsonValue] = [(await create_llm(client, llm)).id for llm in account.llms]
    for number, persona in enumerate(account.personas):
        using: JsonObject = {"llmId": llms[0]} if llms and number else {}
        await create_persona(client, {**persona, **using, "toolIds": ids[: number * 2 + 1]})


async def change(client: Client, later: Account) -> None:
    """Change each resource to its counterpart in `later`, except its name. Personas lose their tools."""
    rows = [row async for row in list_personas(client)]
    for row, persona in zip(rows, later.personas, strict=False):
        await update_persona(client, row.id, {**_without(persona, "name"), "toolIds": []})
    tools = [tool async for tool in list_tools(client) if tool.type in {"CLIENT", "SERVER_WEBHOOK"}]
    for tool, fields in zip(tools, later.tools, strict=False):
        if tool.type == fields["type"]:
            await update_tool(client, tool.id, _without(fields, "name"))
    for group, documents in zip(await list_groups(client), later.documents, strict=False):
        for document in await list_documents(client, group.id):
            if document.filename in documents:
                await delete_document(client, document.id)
        for name, content in documents.items():
            await upload_document(client, group.id, content, name)
    own = [llm async for llm in list_custom_llms(client)]
    for llm, fields in zip(own, later.llms, strict=False):
        await update_llm(
            client, llm.id, {"modelName": fields["modelName"], "description": fields.get("description", "")}
        )


def _without(fields: JsonObject, name: str) -> JsonObject:
    return {key: value for key, value in fields.items() if key != name}
