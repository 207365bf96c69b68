"""Where the secrets of a custom LLM and of a webhook end up: at the host that the platform calls with them.

A secret goes to the platform, which sends it to the address beside it in the file. A changed address therefore takes a
secret to another host, also if the secret itself is not sent again.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from msgspec import Struct

from personactl.json_value import JsonMapping, JsonValue
from personactl.origin import origin_of_url
from personactl.persona.project_resource import Kind, SecretSource
from personactl.sync.values.field_paths import HEADERS, is_header, path_keys
from personactl.sync.values.secret_field import header_source, header_sources, secret_source

_WEBHOOK_URL: Final = "config.url"
_LLM_URLS: Final = "urls"
_TOUCHING: Final = frozenset({_WEBHOOK_URL, _LLM_URLS, HEADERS, "secret"})


class SecretUse(Struct, frozen=True):
    """One secret, and one host that gets it.

    source: where the secret is stored.
    origin: scheme, host and port of the address that gets it; None if the address is not clear.
    """

    source: SecretSource
    origin: str | None


class SecretHosts(Struct, frozen=True):
    """What the hosts of one resource get because of a write.

    uses: the secrets that the file refers to, if the write sends them or changes their hosts.
    moved_from: the hosts that got them before, if the write changes that; else empty.
    carried: the headers that only the platform has, and that it sends to another host after the write.
    """

    uses: tuple[SecretUse, ...] = ()
    moved_from: str = ""
    carried: tuple[str, ...] = ()


NO_SECRETS: Final = SecretHosts()


def secret_uses(kind: Kind, leaves: JsonMapping, secret: SecretSource | None = None) -> tuple[SecretUse, ...]:
    """Return the uses of all secrets that the fields of a resource refer to, without duplicates.

    secret: the secret of an LLM, if it is not among the fields.
    """
    if kind not in {"llm", "tool"}:
        return ()
    sources = [*_sources(leaves), *([] if secret is None else [secret])]
    origins = [*_origins(leaves)] or [None]
    return tuple(dict.fromkeys(SecretUse(source, origin) for source in sources for origin in origins))


def touched_secret_uses(kind: Kind, leaves: JsonMapping, written: Collection[str]) -> tuple[SecretUse, ...]:
    """Return the uses of `secret_uses` if a write of the fields in `written` sends a secret or changes its address."""
    touched = any(path in _TOUCHING or is_header(path) for path in written)
    return secret_uses(kind, leaves) if touched else ()


def inline_tool_uses(tool: JsonMapping) -> tuple[SecretUse, ...]:
    """Return the uses of the secrets of a webhook in the form that a session token contains."""
    origin = _origin(tool.get("url"))
    return tuple(dict.fromkeys(SecretUse(source, origin) for source in header_sources(tool.get("headers"))))


def written_addresses(
    leaves: JsonMapping, send: Mapping[str, JsonValue], remote: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """Return the fields of a file with the addresses that the platform has after a write.

    An address that somebody changed on the platform may stay as it is, and gets the secret that the write sends.
    """
    stays = {path: remote[path] for path in (_WEBHOOK_URL, _LLM_URLS) if path in remote and path in leaves}
    sent = {path: send[path] for path in (_WEBHOOK_URL, _LLM_URLS) if path in send}
    return {**leaves, **stays, **sent}


def moved_from(leaves: JsonMapping, remote: JsonMapping) -> str:
    """Return the hosts that the platform sends to now, if `leaves` names another one; else an empty text."""
    before, after = set(_origins(remote)), set(_origins(leaves))
    return ", ".join(sorted(origin or "?" for origin in before)) if before and after - before else ""


def carried_headers(leaves: JsonMapping, send: Mapping[str, JsonValue]) -> tuple[str, ...]:
    """Return the headers that a write sends along although the file does not have them."""
    return tuple(path_keys(path)[-1] for path in send if is_header(path) and path not in leaves)


def _sources(leaves: JsonMapping) -> Iterator[SecretSource]:
    if (source := secret_source(leaves.get("secret"))) is not None:
        yield source
    for path, value in leaves.items():
        if is_header(path) and (source := header_source(value)) is not None:
            yield source


def _origins(leaves: JsonMapping) -> Iterator[str | None]:
    """Yield the origins of all addresses in `leaves`."""
    if (url := leaves.get(_WEBHOOK_URL)) is not None:
        yield _origin(url)
    urls = leaves.get(_LLM_URLS)
    for entry in urls if isinstance(urls, list) else ():
        yield _origin(entry.get("url") if isinstance(entry, dict) else entry)


def _origin(url: JsonValue) -> str | None:
    return origin_of_url(url) if isinstance(url, str) else None
