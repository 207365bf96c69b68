"""Resources as text for a cache, and back. Long texts are left out: their fingerprints identify them."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeAlias

from personactl.fingerprint import value_fingerprint
from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.persona.project_resource import KINDS, Address, LazyFields, Resource

LONG_TEXT_LENGTH: Final = 200
"""A text with more characters is replaced by its fingerprint."""

ReadFields: TypeAlias = Callable[[Address], JsonMapping]
"""Reads the fields of a resource from its file again."""


def resources_to_text(resources: Iterable[Resource]) -> str:
    """Return the cached form of the resources of one file, which have neither secrets nor uploads."""
    return json.dumps([_to_row(resource) for resource in resources], separators=(",", ":"))


def resources_from_text(text: str, path: Path, read: ReadFields) -> tuple[Resource, ...] | None:
    """Return the resources of the file at `path` from the text of `resources_to_text`, or None for any other text."""
    try:
        rows: JsonValue = json.loads(text)
        return tuple(_from_row(row, path, read) for row in rows) if isinstance(rows, list) else None
    except ValueError:
        return None


def _to_row(resource: Resource) -> JsonValue:
    fields, address = resource.fields, resource.address
    prints: JsonObject = {name: value_fingerprint(value) for name, value in fields.items() if _is_long(value)}
    known: JsonObject = {name: value for name, value in fields.items() if name not in prints}
    unresolved: JsonObject = {
        name: list(names) if isinstance(names, tuple) else names for name, names in resource.unresolved.items()
    }
    return [address.kind, address.key, resource.name, [*fields], known, prints, unresolved]


def _is_long(value: JsonValue) -> bool:
    return isinstance(value, str) and len(value) > LONG_TEXT_LENGTH


def _from_row(row: JsonValue, path: Path, read: ReadFields) -> Resource:
    """Raise `ValueError` for a value that `_to_row` did not make."""
    match row:
        case [
            str() as kind,
            str() as key,
            str() as name,
            list() as order,
            dict() as known,
            dict() as prints,
            dict() as unresolved,
        ]:
            address = next((Address(one, key) for one in KINDS if one == kind), None)
            if address is None:
                raise ValueError(kind)
            fingerprints = {field: str(fingerprint) for field, fingerprint in prints.items()}
            names = tuple(map(str, order))
            fields: JsonMapping = known
            if fingerprints:
                fields = LazyFields(names, known, fingerprints, lambda: read(address), str(path))
            return Resource(address, path, name, fields, {field: _names(value) for field, value in unresolved.items()})
        case _:
            raise ValueError


def _names(value: JsonValue) -> str | tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else str(value)
