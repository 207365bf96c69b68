"""Resources as text to be kept, and back: everything but long texts, which a sketch knows by their fingerprints."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from personactl.fingerprint import value_fingerprint
from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.persona.read.lazy_fields import LONG, LazyFields
from personactl.persona.resource import KINDS, Address, Resource

Reread: TypeAlias = Callable[[Address], JsonMapping]
"""The fields of the resource at an address of the same file, read anew."""


def sketched(resources: Iterable[Resource]) -> str:
    """Of one file, and of resources without secrets and uploads."""
    return json.dumps([_sketch(resource) for resource in resources], separators=(",", ":"))


def resources_of(text: str, path: Path, read: Reread) -> tuple[Resource, ...] | None:
    """What `sketched` wrote of the file at `path`; None for any other text."""
    try:
        rows: JsonValue = json.loads(text)
        return tuple(_resource(row, path, read) for row in rows) if isinstance(rows, list) else None
    except ValueError:
        return None


def _sketch(resource: Resource) -> JsonValue:
    fields, address = resource.fields, resource.address
    prints: JsonObject = {name: value_fingerprint(value) for name, value in fields.items() if _is_long(value)}
    known: JsonObject = {name: value for name, value in fields.items() if name not in prints}
    unresolved: JsonObject = {
        name: list(names) if isinstance(names, tuple) else names for name, names in resource.unresolved.items()
    }
    return [address.kind, address.key, resource.name, [*fields], known, prints, unresolved]


def _is_long(value: JsonValue) -> bool:
    return isinstance(value, str) and len(value) > LONG


def _resource(row: JsonValue, path: Path, read: Reread) -> Resource:
    """Raises `ValueError` for what `_sketch` did not make."""
    match row:
        case [
            str() as kind,
            str() as key,
            str() as name,
            list() as order,
            dict() as known,
            dict() as prints,
            dict() as rest,
        ]:
            address = next((Address(one, key) for one in KINDS if one == kind), None)
            if address is None:
                raise ValueError(kind)
            texts = {field: str(digest) for field, digest in prints.items()}
            names = tuple(map(str, order))
            fields = LazyFields(names, known, texts, lambda: read(address), str(path)) if texts else known
            return Resource(address, path, name, fields, {field: _names(value) for field, value in rest.items()})
        case _:
            raise ValueError


def _names(value: JsonValue) -> str | tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else str(value)
