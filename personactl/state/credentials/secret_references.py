"""Reads secrets of custom LLMs and of webhook headers from the places that their files name.

A place is an environment variable, or an entry of the system's keyring under the service `personactl:llm` or
`personactl:header`, which `keyring set personactl:llm NAME` creates. An empty variable counts as missing.
"""

import re
from collections.abc import Mapping
from typing import Final

from personactl.command_hint import command_hint
from personactl.errors import AuthError, KeyringError, UntrustedError
from personactl.persona.project_resource import SecretSource
from personactl.secret import Secret
from personactl.state.credentials.keyring_store import KeyringStore
from personactl.state.credentials.keys import KeyStore
from personactl.state.credentials.trust import Trust
from personactl.state.credentials.trust_variables import VARIABLES_VARIABLE
from personactl.state.profile_settings import KEY_VARIABLE_NAME

_LINE: Final = re.compile(r"[^\r\n\x00]+")


class SecretReader:
    """Reads the secrets that were released for the host that gets them. The keyring is used only for those in it.

    env: the environment.
    trust: decides which secret may go where.
    """

    def __init__(self, env: Mapping[str, str], trust: Trust, keyring: KeyStore | None = None) -> None:
        self._env = env
        self._trust = trust
        self._keyring: KeyStore = keyring or KeyringStore()
        self._released: set[SecretSource] = set()

    def release(self, source: SecretSource, origin: str | None) -> None:
        """Allow to read a secret for the host `origin`, as `origin_of_url` returns it. Raises `UntrustedError`."""
        if self._trust.reason(source, origin) is None:
            raise _untrusted(source, origin)
        self._released.add(source)

    def read(self, source: SecretSource) -> Secret:
        """Return a released secret. Raises `AuthError` for a missing one, and `KeyringError` if the keyring fails."""
        if source not in self._released:
            raise _untrusted(source, None)
        secret = _from_environment(source, self._env) if source.place == "env" else _from_keyring(source, self._keyring)
        if source.use == "header" and not _LINE.fullmatch(secret.reveal()):
            hint = "store it again on one line: a header ends at the end of the line"
            raise AuthError(f"the secret {source.name} has several lines", where=_place(source), hint=hint)
        return secret


def _untrusted(source: SecretSource, origin: str | None) -> UntrustedError:
    if origin is None:
        return UntrustedError(
            f"the secret {source.name} is not sent to an address that programs may read in different ways",
            where=_place(source),
            hint="write the address with a plain host, such as https://orders.example.com: only letters, digits and"
            " '.', '-' and '_' of ASCII (an international name in its form with xn--)",
        )
    ours = KEY_VARIABLE_NAME.fullmatch(source.name) is not None
    what = "which has an API key" if ours else "whose name does not begin with ANAM_ or PERSONACTL_"
    trust = command_hint("trust", "--variable", source.name, profile=None)
    return UntrustedError(
        f"the variable {source.name}, {what}, is not sent to {origin}",
        where=_place(source),
        hint=f"if it belongs there: {trust}; in CI, set {VARIABLES_VARIABLE}={source.name}={origin}"
        + ("" if ours else f"; or call it ANAM_{'SECRET_' * source.name.startswith('API_KEY')}{source.name}"),
    )


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
