"""Mask the secrets in values of files and platforms before they are printed."""

from personactl.json_value import JsonValue
from personactl.lint.text.secret_search import masked


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
