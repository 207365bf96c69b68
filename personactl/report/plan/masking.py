"""Values as they may be shown: what stands in a file or on the platform may hold a secret, and none is printed."""

from personactl.json_value import JsonValue
from personactl.lint.text.secret_search import masked


def masked_value(value: JsonValue) -> JsonValue:
    """`value` with the secrets masked in every text that it holds."""
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
    """What a text is called may tell that it is a secret."""
    label = f"{key}: "
    return masked(label + value).removeprefix(label) if isinstance(value, str) else masked_value(value)
