"""What a file wants stored on the platform: its leaves, with names of the catalogue already turned into ids."""

from collections.abc import Mapping
from dataclasses import dataclass

from personactl.json_value import JsonValue
from personactl.persona.fields import FIELDS
from personactl.persona.resource import Address, Resource
from personactl.sync.leaves import fingerprints, leaves


@dataclass(frozen=True, slots=True)
class Desired:
    """`path` is the file, seen from the project's folder. `leaves` stand in the order in which files and requests are
    written, `prints` are their fingerprints. `resolved` is what the lock pins, by `pin`."""

    address: Address
    path: str
    name: str
    leaves: Mapping[str, JsonValue]
    prints: Mapping[str, str]
    resolved: Mapping[str, str]


def desired(resource: Resource, path: str, ids: Mapping[str, str]) -> Desired:
    """`ids` maps the pin of each name in `resource.unresolved` to the id that the name stands for."""
    fields = {**resource.fields, **_resolved(resource, ids)}
    ordered = {field: fields[field] for field in FIELDS if field in fields}
    flat = leaves(ordered)
    return Desired(resource.address, path, resource.name, flat, fingerprints(flat), ids)


def _resolved(resource: Resource, ids: Mapping[str, str]) -> dict[str, JsonValue]:
    """A list of names adds to the ids that are known already."""
    found: dict[str, JsonValue] = {}
    for field, names in resource.unresolved.items():
        if isinstance(names, str):
            found[field] = ids[pin(field, names)]
        else:
            known = resource.fields.get(field)
            found[field] = [*(known if isinstance(known, list) else []), *(ids[pin(field, name)] for name in names)]
    return found


def pin(field: str, name: str) -> str:
    """The key under which the lock remembers what a name stood for: another name is another key."""
    return f"{field}: {name}"
