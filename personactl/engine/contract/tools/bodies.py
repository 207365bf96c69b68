"""The bodies of POST and PUT /v1/tools, and the inline tools of a session.

`config` depends on `type`, so each type has a model of its own. A webhook may have keys that the contract lacks and the
platform's documentation shows: parameters, queryParameters, awaitResponse (docs/platform.md#contradictions).
"""

import json
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, Field, JsonValue

from personactl.engine.http.bodies import Number, RequestModel, validated
from personactl.engine.http.refusals import Issue, invalid
from personactl.engine.wire import JsonMapping, JsonObject, as_object

_INLINE_SCHEMA_BYTES = 10_000
_Object = dict[str, JsonValue]


def _http_url(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError("must be an http:// or https:// URL")
    return value


def _uuid(value: str) -> str:
    return str(UUID(value))


HttpUrl = Annotated[str, AfterValidator(_http_url)]
ToolType = Literal["CLIENT", "SERVER_RAG", "SERVER_WEBHOOK", "SYSTEM"]
_Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-zA-Z0-9_.-]+$")]
_Description = Annotated[str, Field(min_length=1, max_length=1024)]
_Ids = list[Annotated[str, AfterValidator(_uuid)]]


class ToolUpdate(RequestModel):
    name: _Name = ""
    description: _Description = ""
    type: ToolType = "CLIENT"
    disable_interruptions: bool = False
    config: _Object = Field(default_factory=dict)


class ToolCreate(ToolUpdate):
    name: _Name
    description: _Description
    type: ToolType


class ClientConfig(RequestModel):
    parameters: _Object = Field(default_factory=dict)
    await_result: bool = False
    tool_timeout_seconds: Annotated[Number, Field(ge=1, le=600)] = 10


class KnowledgeConfig(RequestModel):
    document_folder_ids: _Ids


class WebhookConfig(RequestModel):
    url: HttpUrl
    method: Literal["GET", "POST", "PUT", "DELETE", "PATCH"]
    headers: dict[str, str] = Field(default_factory=dict)
    body_template: str = ""
    parameters: _Object = Field(default_factory=dict)
    query_parameters: _Object = Field(default_factory=dict)
    await_response: bool = True


class SystemConfig(RequestModel):
    action: Literal["end_call", "interrupt"]


CONFIGS: dict[str, type[RequestModel]] = {
    "CLIENT": ClientConfig,
    "SERVER_RAG": KnowledgeConfig,
    "SERVER_WEBHOOK": WebhookConfig,
    "SYSTEM": SystemConfig,
}
"""The models of `config`, by `type`."""


class InlineTool(RequestModel):
    """The checked part of an inline tool. The contract allows additional properties, so unknown keys stay."""

    type: Literal["client", "server", "system"]
    subtype: Literal["knowledge", "webhook"] = "webhook"
    name: _Name
    description: Annotated[str, Field(max_length=1024)] = ""
    parameters: _Object = Field(default_factory=dict)
    query_parameters: _Object = Field(default_factory=dict)


def checked_config(fields: JsonMapping, *, strict: bool) -> JsonObject:
    """The checked config of a tool. `fields` must hold its `type`.

    Keys of other types are refused if `strict`, else dropped. Raises `Refusal` (400), also for a missing key.
    """
    model = CONFIGS[str(fields["type"])]
    return validated(model, as_object(fields.get("config")), strict=strict, prefix="config").sent()


def check_inline(tool: JsonObject, prefix: str) -> None:
    """Raise `Refusal` (400) for a tool that the contract forbids in a session, or whose schemas are too large."""
    model_keys = {field.alias for field in InlineTool.model_fields.values()}
    known = {key: value for key, value in tool.items() if key in model_keys}
    validated(InlineTool, known, strict=True, prefix=prefix)
    if tool["type"] == "server" and "subtype" not in tool:
        raise invalid([Issue(f"{prefix}.subtype", "Field required", "missing")])
    for key in ("parameters", "queryParameters"):
        if len(json.dumps(tool.get(key, {}), ensure_ascii=False, separators=(",", ":")).encode()) > (
            _INLINE_SCHEMA_BYTES
        ):
            raise invalid([Issue(f"{prefix}.{key}", f"must serialize to {_INLINE_SCHEMA_BYTES:,} bytes or less")])
