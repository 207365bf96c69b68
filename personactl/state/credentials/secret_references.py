"""Reads secrets of custom LLMs and of webhook headers from the places that their files name.

A place is an environment variable, or an entry of the system's keyring under the service `personactl:llm` or
`personactl:header`, which `keyring set personactl:llm NAME` creates. An empty variable counts as missing.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from personactl.errors import AuthError, KeyringError
from personactl.persona.project_resource import SecretSource
from personactl.secret import Secret
from personactl.state.credentials.keyring_store import KeyringStore
from personactl.state.credentials.keys import KeyStore

_LINE: Final = re.compile(r"[^\r\n\x00]+")


def secret_reader(env: Mapping[str, str], keyring: KeyStore | None = None) -> Callable[[SecretSource], Secret]:
    """Return a function that reads a secret. The keyring is used only for secrets that are stored in it.

    The function raises `AuthError` for a missing secret, and `KeyringError` if the keyring fails.
    """
    store: KeyStore = keyring or KeyringStore()

    def read(source: SecretSource) -> Secret:
        secret = _from_environment(source, env) if source.place == "env" else _from_keyring(source, store)
        if source.use == "header" and not _LINE.fullmatch(secret.reveal()):
            hint = "store it again on one line: a header ends at the end of the line"
            raise AuthError(f"the secret {source.name} has several lines", where=_place(source), hint=hint)
        return secret

    return read


def _from_environment(source: SecretSource, env: Mapping[str, str]) -> Secret:
    name = source.name
    value = env.get(name, "").strip()
    if not value:
        raise AuthError(
            f"the environment variable {name} is {'set but empty' if name in env else 'not set'}",
            where=_place(source),
            hint="set it for this run; its value is sent to the platform and kept nowhere else",
        )
    return Secret(value)


def _from_keyring(source: SecretSource, keyring: KeyStore) -> Secret:
    other = "secret: {env: NAME}" if source.use == "llm" else "{env: NAME}"
    command = f"keyring set personactl:{source.use} {source.name}"
    try:
        found = keyring.get(source.name, source.use)
    except KeyringError as error:
        where, instead = f"{_place(source)}; {error.where}", f"write {other} into the file"
        raise KeyringError(error.message, where=where, hint=instead, repair=error.repair) from error
    if found is None:
        hint = f"put it there with '{command}', or write {other} into the file"
        raise AuthError(f"the keyring has no secret {source.name!r}", where=_place(source), hint=hint)
    return found.key


def _place(source: SecretSource) -> str:
    reference = f"{{{source.place}: {source.name}}}"
    return f"secret: {reference}" if source.use == "llm" else f"headers: {reference}"
