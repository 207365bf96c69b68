"""Mask the secrets in values of files and platforms before they are printed."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from personactl.json_value import JsonObject, JsonValue
from personactl.lint.text.secret_search import masked
from personactl.persona.schema.public_headers import is_public_header
from personactl.sync.plan.field_change import FieldChange
from personactl.sync.values.field_paths import is_header, path_keys
from personactl.sync.values.three_way import ABSENT, Absent, Known

_STARS: Final = "***"
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
            return {
                key: _headers(inner) if key == "headers" and isinstance(inner, dict) else _labelled(key, inner)
                for key, inner in value.items()
            }
        case _:
            return value


def masked_header(change: FieldChange) -> FieldChange:
    """Return the change of a header with stars in place of its value, which may be a credential."""
    if not is_header(change.path) or is_public_header(path_keys(change.path)[-1]):
        return change
    remote = change.remote
    return replace(
        change,
        file=_starred(change.file),
        remote=Known(_starred_value(remote.value)) if isinstance(remote, Known) else remote,
        sent=_starred(change.sent),
    )


def _starred(value: JsonValue | Absent) -> JsonValue | Absent:
    return value if value is ABSENT else _starred_value(value)


def _starred_value(value: JsonValue) -> JsonValue:
    return _STARS if isinstance(value, str) and value else value


def _headers(headers: JsonObject) -> JsonObject:
    return {
        name: _labelled(name, value) if is_public_header(name) else _starred_value(value)
        for name, value in headers.items()
    }


def _labelled(key: str, value: JsonValue) -> JsonValue:
    """Mask a text together with its key, because the key may show that it is a secret."""
    label = f"{key}: "
    return masked(label + value).removeprefix(label) if isinstance(value, str) else masked_value(value)
