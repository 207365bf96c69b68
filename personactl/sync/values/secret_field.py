"""References to secrets: the `secret` of a custom LLM and headers of webhooks. A plan never has the secret itself.

A changed secret shows in no comparison: the lock has the fingerprint of the reference, and the value of a header that
is a reference is compared with nothing. `--resend-secrets` sends secrets again.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

from personactl.errors import PersonactlError, UsageError
from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.persona.project_resource import SecretSource
from personactl.persona.schema.public_headers import is_public_header
from personactl.secret import Secret

_SHORTEST_SECRET: Final = 4
"""Characters of a header that is removed from errors. A shorter one is part of many words."""


class _HeaderValue(Secret):
    """The value of a header in a file. It may be a credential, or a word that is also part of names and addresses."""

    __slots__ = ()

    def __init__(self, value: str) -> None:
        self._value = value


ReadSecret: TypeAlias = Callable[[SecretSource], Secret]
"""Returns the secret that a reference points to. Raises `UsageError` or `KeyringError` if it does not exist."""

ReleaseSecret: TypeAlias = Callable[[SecretSource, str | None], None]
"""Raises `UntrustedError` if the secret must not go to the address, which is None if it is not clear."""


def secret_field(source: SecretSource) -> JsonObject:
    """The value of the field for a secret that is kept at `source`."""
    return {source.place: source.name}


def secret_source(value: JsonValue) -> SecretSource | None:
    """The place that the value of a `secret` field refers to, or None for null.

    Raises `UsageError` for a value that is not a reference.
    """
    match value:
        case None:
            return None
        case {"env": str() as name}:
            return SecretSource("env", name)
        case {"keyring": str() as name}:
            return SecretSource("keyring", name)
        case _:
            raise UsageError(
                "the secret of an LLM must be a reference",
                where="secret",
                hint="write secret: {env: NAME}, or secret: {keyring: NAME}",
            )


def header_source(value: JsonValue) -> SecretSource | None:
    """The place that the value of a header refers to, or None for a value that is not a reference."""
    match value:
        case {"env": str() as name}:
            return SecretSource("env", name, "header")
        case {"keyring": str() as name}:
            return SecretSource("keyring", name, "header")
        case _:
            return None


def header_sources(headers: JsonValue) -> Iterator[SecretSource]:
    """The places that the values of `headers` refer to."""
    for value in headers.values() if isinstance(headers, dict) else ():
        if (source := header_source(value)) is not None:
            yield source


def with_header_secrets(settings: JsonMapping, read_secret: ReadSecret) -> tuple[JsonObject, tuple[Secret, ...]]:
    """`settings`, which have `headers`, with the secrets in place of references, and what no error may quote.

    That is these secrets, and the values of other headers, because any of them may be a credential.

    Raises what `read_secret` raises.
    """
    headers = settings.get("headers")
    if not isinstance(headers, dict):
        return dict(settings), ()
    secrets = {name: read_secret(source) for name, value in headers.items() if (source := header_source(value))}
    sent = {name: _with_prefix(value, secrets[name]) if name in secrets else value for name, value in headers.items()}
    unquoted = (value for name, value in sent.items() if name not in secrets and not is_public_header(name))
    literal = [_HeaderValue(value) for value in unquoted if isinstance(value, str) and len(value) >= _SHORTEST_SECRET]
    return {**settings, "headers": sent}, (*secrets.values(), *literal)


@contextmanager
def secrets_masked(secrets: Iterable[Secret]) -> Iterator[None]:
    """Remove the secrets from the text of an error: a platform that quotes the request in its refusal quotes them."""
    try:
        yield
    except PersonactlError as error:
        found = sorted((one for one in secrets if one.reveal()), key=lambda one: len(one.reveal()), reverse=True)
        before = parts = [error.message, error.where, error.hint]
        for secret in found:
            parts = [_without(secret, part) for part in parts]
        if parts == before:
            raise
        raise type(error)(parts[0], where=parts[1], hint=parts[2]) from None


def _without(secret: Secret, text: str) -> str:
    value = secret.reveal()
    if not isinstance(secret, _HeaderValue):
        return text.replace(value, "***")
    return re.sub(rf"(?<![\w.-]){re.escape(value)}(?![\w.-])", "***", text) if value in text else text


def _with_prefix(value: JsonValue, secret: Secret) -> str:
    prefix = value.get("prefix") if isinstance(value, dict) else None
    return f"{prefix if isinstance(prefix, str) else ''}{secret.reveal()}"
