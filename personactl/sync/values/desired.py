"""What a file wants stored on the platform: its leaves, with all the ids that are known in the place of names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.persona.read.lazy_fields import LazyFields, known_fields, late_prints
from personactl.persona.resource import Address, Resource, Upload, filled
from personactl.sync.values.field_paths import fingerprints, leaves, top
from personactl.sync.values.shapes import SHAPES, Shape

CONTENT: Final = "content"
"""The leaf that stands for what a document holds: its SHA-256."""
SCOPE: Final = "knowledgeFolderId"
"""The leaf within which the name of a document means something."""


@dataclass(frozen=True, slots=True)
class Desired:
    """`path` is the file, seen from the project's folder. `leaves` stand in the order in which files and requests are
    written, `prints` are their fingerprints. `resolved` is what the lock pins, by `pin`. `needs` are the resources
    whose ids it holds, known already or not."""

    address: Address
    path: str
    name: str
    leaves: Mapping[str, JsonValue]
    prints: Mapping[str, str]
    resolved: Mapping[str, str]
    needs: tuple[Address, ...] = ()
    upload: Upload | None = None

    @property
    def scope(self) -> str:
        """What its name has to be unique in; empty means everywhere."""
        return str(self.leaves.get(SCOPE, ""))


def desired(
    resource: Resource, path: str, pins: Mapping[str, str], ids: Mapping[Address, str] | None = None
) -> Desired:
    """`pins` maps the pin of each name in `resource.unresolved` to the id that the name stands for, `ids` what the
    resource needs; references that it does not know stay."""
    shape = SHAPES[resource.address.kind]
    needs = resource.needs
    fields: JsonObject = {**known_fields(resource.fields), **_resolved(resource, pins), **_beside(resource)}
    ordered = {name: fields[name] for name in shape.order if name in fields}
    if needs and ids:
        ordered = {name: filled(value, ids) for name, value in ordered.items()}
    flat = leaves(ordered, shape)
    prints = {**fingerprints(flat), **late_prints(resource.fields)}
    whole = _with_late(flat, resource.fields, shape)
    return Desired(resource.address, path, resource.name, whole, prints, pins, needs, resource.upload)


def pin(field: str, name: str) -> str:
    """The key under which the lock remembers what a name stood for: another name is another key."""
    return f"{field}: {name}"


def _with_late(flat: Mapping[str, JsonValue], fields: JsonMapping, shape: Shape) -> Mapping[str, JsonValue]:
    """`flat` with the long texts of `fields` that nobody has read yet, each of which is one leaf."""
    if not isinstance(fields, LazyFields):
        return flat
    return fields.over(tuple(sorted((*flat, *fields.prints), key=lambda path: shape.order.index(top(path)))), flat)


def _beside(resource: Resource) -> JsonObject:
    """What is compared and is no field of the file: where a secret is kept, and what an upload holds."""
    beside: JsonObject = {}
    if resource.secret is not None:
        beside["secret"] = {resource.secret.place: resource.secret.name}
    if resource.upload is not None:
        beside |= {"fileSize": resource.upload.size, CONTENT: resource.upload.sha256}
    return beside


def _resolved(resource: Resource, pins: Mapping[str, str]) -> JsonObject:
    """A list of names adds to the ids that are known already."""
    found: JsonObject = {}
    for field, names in resource.unresolved.items():
        if isinstance(names, str):
            found[field] = pins[pin(field, names)]
        else:
            known = resource.fields.get(field)
            found[field] = [*(known if isinstance(known, list) else []), *(pins[pin(field, name)] for name in names)]
    return found
