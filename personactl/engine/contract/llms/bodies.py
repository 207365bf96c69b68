"""The bodies of POST and PUT /v1/llms, which differ in the contract.

A create has `urls`, an update one `url`. The formats of an update are not those of a create and a read. `temperature`
is in the contract's examples of both and in neither schema; both accept it here.
Source: docs/platform.md#contradictions.
"""

from typing import Literal

from pydantic import Field, JsonValue

from personactl.engine.contract.tools.bodies import HttpUrl
from personactl.engine.http.bodies import Number, RequestModel

_Object = dict[str, JsonValue]


class LlmUrl(RequestModel):
    url: HttpUrl
    region: str = ""


class _Shared(RequestModel):
    description: str = ""
    metadata: _Object = Field(default_factory=dict)
    reasoning_effort: Literal["default", "low", "medium", "high"] = "default"
    reasoning_format: Literal["parsed", "raw", "hidden"] = "parsed"
    temperature: Number = 1


class LlmCreate(_Shared):
    display_name: str
    urls: list[LlmUrl]
    llm_format: Literal["openai", "azure_openai", "groq_openai", "gemini", "advanced_voice", "none"]
    model_name: str
    secret: str = Field(repr=False)


class LlmUpdate(_Shared):
    display_name: str = ""
    url: HttpUrl = ""
    llm_format: Literal["openai", "azure_openai", "groq_openai", "anthropic", "custom"] = "openai"
    model_name: str = ""
    secret: str = Field(default="", repr=False)
