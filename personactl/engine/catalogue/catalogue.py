"""The stock avatars, voices, LLMs and system tools, which every platform has, in the contract's shape.

The data files beside this module contain known facts only. An unknown field is null if the contract allows null, and is
left out otherwise, so that no guess looks like a fact about the platform.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from personactl.engine.wire import JsonMapping, JsonObject, text_of

_MOMENT = "2026-04-20T10:00:00.000Z"
"""When every stock item was created and updated: the moment in the contract's examples, the same on every machine."""

LEGACY_LLM_NAMES = frozenset({"CUSTOMER_CLIENT_V1", "ANAM_LLAMA_v3_3_70B_V1", "ANAM_GPT_4O_MINI_V1"})
"""Names that still work as an `llmId`. Of these, lists show only CUSTOMER_CLIENT_V1, which means no LLM."""

_AVATAR: JsonObject = {
    "landscapeImageUrl": None,
    "portraitImageUrl": None,
    "videoUrl": None,
    "idleVideoUrl": None,
    "createdAt": _MOMENT,
    "updatedAt": _MOMENT,
    "createdByOrganizationId": None,
    "availableVersions": ["cara-3", "cara-4", "cara-4-latest"],
    "activeVersion": "cara-4",
    "description": None,
    "displayTags": [],
    "renderStyle": "unknown",
}
_VOICE: JsonObject = {
    "providerVoiceId": None,
    "providerModelId": None,
    "sampleUrl": None,
    "gender": None,
    "country": None,
    "description": None,
    "displayTags": [],
    "createdByOrganizationId": None,
    "createdAt": _MOMENT,
    "updatedAt": _MOMENT,
}
_LLM: JsonObject = {
    "description": None,
    "urls": [],
    "modelName": None,
    "temperature": None,
    "maxTokens": None,
    "deploymentName": None,
    "apiVersion": None,
    "metadata": {},
    "displayTags": [],
    "isDefault": True,
    "isGlobal": True,
    "createdByOrganizationId": None,
    "createdAt": _MOMENT,
    "updatedAt": None,
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Each mapping is by id, in the order of the lists."""

    avatars: Mapping[str, JsonMapping]
    voices: Mapping[str, JsonMapping]
    llms: Mapping[str, JsonMapping]
    tools: Mapping[str, JsonMapping]

    def knows_llm(self, llm_id: str) -> bool:
        return llm_id in self.llms or llm_id in LEGACY_LLM_NAMES


@cache
def stock_catalogue() -> Catalogue:
    """The catalogue, read from its files once. It never changes."""
    return Catalogue(
        avatars=_by_id(_completed(row, _AVATAR) for row in _rows("avatars.json")),
        voices=_by_id(_voice(row) for row in _rows("voices.json")),
        llms=_by_id(_completed(row, _LLM) for row in _rows("llms.json")),
        tools=_by_id(_tool(row) for row in _rows("tools.json")),
    )


def _voice(row: JsonObject) -> JsonObject:
    whole = _completed(row, _VOICE)
    return whole | {"previewSampleUrl": whole["sampleUrl"]}


def _tool(row: JsonObject) -> JsonObject:
    """The action of a system tool is its name."""
    return row | {"type": "SYSTEM", "config": {"action": row["name"]}, "createdAt": _MOMENT}


def _completed(row: JsonObject, rest: JsonObject) -> JsonObject:
    """Return the row, followed by those keys of `rest` that it lacks."""
    return row | {key: value for key, value in rest.items() if key not in row}


def _rows(name: str) -> list[JsonObject]:
    rows: list[JsonObject] = json.loads(files(__package__).joinpath(name).read_text("utf-8"))
    return rows


def _by_id(items: Iterable[JsonObject]) -> dict[str, JsonMapping]:
    return {text_of(item, "id"): item for item in items}
