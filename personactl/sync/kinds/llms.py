"""LLMs of one's own. A create takes the secret and several addresses; an update takes one address, as `url`.

The secret travels as a reference up to here, and is read when it is sent.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from personactl.api.client import Client
from personactl.api.llms import CustomLlm, create_llm, delete_llm, get_custom_llm, list_custom_llms, update_llm
from personactl.errors import PersonactlError
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.resource import Upload
from personactl.secret import Secret
from personactl.sync.apply.plan_secrets import source_of
from personactl.sync.kinds.kind import Means, ResourceKind
from personactl.sync.kinds.observed_fields import read_leaves
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.shapes import SHAPES

_FORMATS_OF_AN_UPDATE = frozenset({"openai", "azure_openai", "groq_openai"})
"""Those that a create knows too; an update knows fewer (docs/platform.md#contradictions)."""


def observe(llm: CustomLlm) -> Observed:
    date = llm.updated_at or llm.created_at or ""
    return Observed(llm.id, llm.display_name, date, *read_leaves(llm, SHAPES["llm"]))


def row(llm: CustomLlm) -> Row:
    seen = observe(llm)
    return Row(
        llm.id, llm.display_name, seen.updated_at, llm.created_at or "", builtin=bool(llm.is_default), observed=seen
    )


async def _rows(client: Client, scopes: Sequence[str]) -> list[Row]:
    return [row(llm) async for llm in list_custom_llms(client)]


async def _search(client: Client, name: str, scope: str) -> list[Row]:
    return [row(llm) async for llm in list_custom_llms(client, search=name)]


async def _read(client: Client, remote_id: str) -> Observed:
    return observe(await get_custom_llm(client, remote_id))


async def _create(means: Means, fields: JsonObject, upload: Upload | None) -> Observed:
    secret = _secret(fields, means)
    with _unspoken(secret):
        return observe(await create_llm(means.client, _with_secret(fields, secret)))


async def _update(means: Means, remote_id: str, fields: JsonObject) -> None:
    secret = _secret(fields, means)
    body = _with_secret(fields, secret)
    if "urls" in body:
        body["url"] = _only_url(body.pop("urls"))
    with _unspoken(secret):
        await update_llm(means.client, remote_id, body)


def _secret(fields: JsonObject, means: Means) -> Secret | None:
    source = source_of(fields.get("secret"))
    return None if source is None else means.read_secret(source)


def _with_secret(fields: JsonObject, secret: Secret | None) -> JsonObject:
    return dict(fields) if secret is None else {**fields, "secret": secret.reveal()}


@contextmanager
def _unspoken(secret: Secret | None) -> Iterator[None]:
    """A platform that quotes the request in its refusal quotes the secret: it is taken out of what it said."""
    try:
        yield
    except PersonactlError as error:
        text = secret.reveal() if secret is not None else ""
        if not text or text not in f"{error.message}{error.where}{error.hint}":
            raise
        message, where, hint = (said.replace(text, "***") for said in (error.message, error.where, error.hint))
        raise type(error)(message, where=where, hint=hint) from None


def _beyond_update(send: Mapping[str, JsonValue]) -> tuple[str, ...]:
    urls = "urls" in send and _only_url(send["urls"]) is None
    form = "llmFormat" in send and send["llmFormat"] not in _FORMATS_OF_AN_UPDATE
    return (*(["urls"] if urls else []), *(["llmFormat"] if form else []))


def _only_url(urls: JsonValue) -> JsonValue:
    """The address, where it is the only one and says nothing else; None otherwise."""
    match urls:
        case [{"url": str() as url, **rest}] if not any(rest.values()):
            return url
        case _:
            return None


LLMS = ResourceKind("LLM", "LLMs", _rows, _search, _read, _create, _update, delete_llm, beyond_update=_beyond_update)
