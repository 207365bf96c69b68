"""Mask the secrets in values of files and platforms before they are printed."""

from collections.abc import Sequence
from typing import Final

from personactl.json_value import JsonValue
from personactl.lint.text.secret_search import masked
from personactl.sync.values.field_paths import is_header

SECRETS_LABEL: Final = "secrets, which are not compared"


def split_secrets(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the `paths` of a plan's trusted fields that no read returns, and those of secrets in headers."""
    return [path for path in paths if not is_header(path)], [path for path in paths if is_header(path)]


def masked_value(value: JsonValue) -> JsonValue:
    """Return `value` with the secrets in all its texts masked."""
    match value:
        case str():
            return masked(value)
        case list():
            return [masked_value(item) for item in value]
        case dict():
            return {key: _labelled(key, inner) for key, inner in value.items()}
        case _:
            return value


def _labelled(key: str, value: JsonValue) -> JsonValue:
    """Mask a text together with its key, because the key may show that it is a secret."""
    label = f"{key}: "
    return masked(label + value).removeprefix(label) if isinstance(value, str) else masked_value(value)
