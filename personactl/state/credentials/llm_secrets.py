"""Reads the secrets of custom LLMs from the places that their files name.

A place is an environment variable, or an entry of the system's keyring under the service `personactl:llm`, which
`keyring set personactl:llm NAME` creates. An empty variable counts as not set.
"""

from collections.abc import Callable, Mapping
from typing import Final

from personactl.errors import KeyringError, UsageError
from personactl.persona.project_resource import SecretSource
from personactl.secret import Secret
from personactl.state.credentials.keyring_store import KeyringStore
from personactl.state.credentials.keys import KeyStore

_PLACE: Final = "llm"


def secret_reader(env: Mapping[str, str], keyring: KeyStore | None = None) -> Callable[[SecretSource], Secret]:
    """Return a function that reads a secret. The keyring is used only for secrets that are stored in it.

    The function raises `UsageError` for a missing secret, and `KeyringError` if the keyring fails.
    """
    store: KeyStore = keyring or KeyringStore()

    def read(source: SecretSource) -> Secret:
        return _from_environment(source.name, env) if source.place == "env" else _from_keyring(source.name, store)

    return read


def _from_environment(name: str, env: Mapping[str, str]) -> Secret:
    value = env.get(name, "").strip()
    if not value:
        raise UsageError(
            f"the environment variable {name} is {'set but empty' if name in env else 'not set'}",
            where=f"secret: {{env: {name}}}",
            hint="set it for this run; its value is sent to the platform and kept nowhere else",
        )
    return Secret(value)


def _from_keyring(name: str, keyring: KeyStore) -> Secret:
    hint = f"put it there with 'keyring set personactl:{_PLACE} {name}', or write secret: {{env: NAME}} into the file"
    where = f"secret: {{keyring: {name}}}"
    try:
        found = keyring.get(name, _PLACE)
    except KeyringError as error:
        other = "write secret: {env: NAME} into the file"
        raise KeyringError(error.message, where=f"{where}; {error.where}", hint=other, repair=error.repair) from error
    if found is None:
        raise UsageError(f"the keyring has no secret {name!r}", where=where, hint=hint)
    return found.key
