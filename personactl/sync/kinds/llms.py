"""Custom LLMs. A create takes the secret and several addresses; an update takes one address, as `url`.

The plan holds a reference to the secret. The secret itself is read here, just before it is sent.
"""

from collections.abc import Mapping, Sequence

from personactl.api.client import Client
from personactl.api.llms import CustomLlm, create_llm, get_custom_llm, list_custom_llms, update_llm
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import Upload
from personactl.secret import Secret
from personactl.sync.values.observed import Observed, Row, observed_leaves
from personactl.sync.values.secret_field import ReadSecret, secret_source, secrets_masked
from personactl.sync.values.shapes import SHAPES

_UPDATE_FORMATS = frozenset({"openai", "azure_openai", "groq_openai"})
"""The formats that an update accepts; the contract lists fewer of them than for a create
(docs/platform.md#contradictions)."""


def observe(llm: CustomLlm) -> Observed:
    date = llm.updated_at or llm.created_at or ""
    return Observed(llm.id, llm.display_name, date, *observed_leaves(llm, SHAPES["llm"]))


def as_row(llm: CustomLlm) -> Row:
    observed = observe(llm)
    return Row(
        llm.id,
        llm.display_name,
        observed.updated_at,
        llm.created_at or "",
        builtin=bool(llm.is_default),
        observed=observed,
    )


async def rows(client: Client, scopes: Sequence[str]) -> list[Row]:
    return [as_row(llm) async for llm in list_custom_llms(client)]


async def search(client: Client, name: str, scope: str) -> list[Row]:
    return [as_row(llm) async for llm in list_custom_llms(client, search=name)]


async def read(client: Client, remote_id: str) -> Observed:
    return observe(await get_custom_llm(client, remote_id))


async def create(client: Client, fields: JsonObject, upload: Upload | None, read_secret: ReadSecret) -> Observed:
    secret = _secret(fields, read_secret)
    with secrets_masked([secret] if secret else []):
        return observe(await create_llm(client, _with_secret(fields, secret)))


async def update(client: Client, remote_id: str, fields: JsonObject, read_secret: ReadSecret) -> None:
    secret = _secret(fields, read_secret)
    body = _with_secret(fields, secret)
    if "urls" in body:
        body["url"] = _only_url(body.pop("urls"))
    with secrets_masked([secret] if secret else []):
        await update_llm(client, remote_id, body)


def _secret(fields: JsonObject, read_secret: ReadSecret) -> Secret | None:
    source = secret_source(fields.get("secret"))
    return None if source is None else read_secret(source)


def _with_secret(fields: JsonObject, secret: Secret | None) -> JsonObject:
    return dict(fields) if secret is None else {**fields, "secret": secret.reveal()}


def beyond_update(send: Mapping[str, JsonValue]) -> tuple[str, ...]:
    urls = "urls" in send and _only_url(send["urls"]) is None
    form = "llmFormat" in send and send["llmFormat"] not in _UPDATE_FORMATS
    return (*(["urls"] if urls else []), *(["llmFormat"] if form else []))


def _only_url(urls: JsonValue) -> JsonValue:
    """The address, if it is the only one and has no other settings; None otherwise."""
    match urls:
        case [{"url": str() as url, **rest}] if not any(rest.values()):
            return url
        case _:
            return None
