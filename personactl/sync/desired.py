"""What a file wants stored on the platform: its leaves, with names of the catalogue already turned into ids."""

from collections.abc import Mapping
from dataclasses import dataclass

from personactl.json_value import JsonValue
from personactl.persona.fields import FIELDS
from personactl.persona.model import Persona
from personactl.sync.leaves import fingerprints, leaves


@dataclass(frozen=True, slots=True)
class Desired:
    """`path` is the file as the user would name it. `leaves` stand in the order in which files and requests are
    written, `prints` are their fingerprints. `resolved` is what the lock pins, by `pin`."""

    key: str
    path: str
    name: str
    leaves: Mapping[str, JsonValue]
    prints: Mapping[str, str]
    resolved: Mapping[str, str]


def desired(persona: Persona, path: str, ids: Mapping[str, str]) -> Desired:
    """`ids` maps each field in `persona.unresolved` to the id that its name stands for."""
    fields = {**persona.stored, **{field: ids[field] for field in persona.unresolved}}
    ordered = {field: fields[field] for field in FIELDS if field in fields}
    pins = {pin(field, name): ids[field] for field, name in persona.unresolved.items()}
    flat = leaves(ordered)
    return Desired(persona.key, path, persona.name, flat, fingerprints(flat), pins)


def pin(field: str, name: str) -> str:
    """The key under which the lock remembers what a name stood for: another name is another key."""
    return f"{field}: {name}"
