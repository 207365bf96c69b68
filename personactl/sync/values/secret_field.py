"""The `secret` field of a custom LLM: a reference to where the secret is kept, never the secret itself."""

from collections.abc import Callable
from typing import TypeAlias

from personactl.errors import UsageError
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import SecretSource
from personactl.secret import Secret

ReadSecret: TypeAlias = Callable[[SecretSource], Secret]
"""Returns the secret that a reference points to. Raises `UsageError` or `KeyringError` if it does not exist."""


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
