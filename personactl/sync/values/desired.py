"""The desired state of a resource from its file: its leaves, with ids in place of names as far as they are known."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from personactl.files.repository import is_linked, real_name
from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.persona.project_resource import (
    Address,
    LazyFields,
    Resource,
    Upload,
    known_fields,
    lazy_fingerprints,
    with_ids,
)
from personactl.sync.values.field_paths import field_of, fingerprints, is_secret_header, leaves
from personactl.sync.values.secret_field import secret_field
from personactl.sync.values.shapes import SHAPES, Shape

CONTENT: Final = "content"
"""The leaf that holds the SHA-256 of a document's content."""
SCOPE: Final = "knowledgeFolderId"
"""The leaf that holds the group of a document. A document's name is unique within its group only."""


class Desired(Struct, frozen=True):
    """One resource as its file wants it.

    address: the resource.
    path: its file, relative to the project's folder, with slashes.
    name: its name on the platform.
    leaves: field path -> value, in the order in which files and requests are written.
    fingerprints: field path -> fingerprint of the leaf.
    resolved: the ids that the lock pins, by `pin`.
    needs: the resources whose ids it refers to, whether the ids are known or not.
    upload: the file to upload, for a document.
    """

    address: Address
    path: str
    name: str
    leaves: Mapping[str, JsonValue]
    fingerprints: Mapping[str, str]
    resolved: Mapping[str, str]
    needs: tuple[Address, ...] = ()
    upload: Upload | None = None

    @property
    def scope(self) -> str:
        """The group within which the name must be unique; empty if it must be unique among all of its kind."""
        return str(self.leaves.get(SCOPE, ""))


def desired(
    resource: Resource, path: str, pins: Mapping[str, str], ids: Mapping[Address, str] | None = None
) -> Desired:
    """Return `resource` with its names resolved and its references replaced by ids.

    resource: the content of the file.
    path: its file, relative to the project's folder.
    pins: pin -> id, for each name in `resource.unresolved`.
    ids: the ids of the resources that it needs. A reference to any other resource stays a reference.
    """
    shape = SHAPES[resource.address.kind]
    needs = resource.needs
    fields: JsonObject = {
        **known_fields(resource.fields),
        **_resolved_fields(resource, pins),
        **_derived_fields(resource),
    }
    ordered = {name: fields[name] for name in shape.order if name in fields}
    if needs and ids:
        ordered = {name: with_ids(value, ids) for name, value in ordered.items()}
    flat = leaves(ordered, shape)
    prints = {**fingerprints(flat), **lazy_fingerprints(resource.fields)}
    with_late = _with_late_texts(flat, resource.fields, shape)
    return Desired(resource.address, path, resource.name, with_late, prints, pins, needs, resource.upload)


def secret_paths(one: Desired) -> tuple[str, ...]:
    """The paths of the leaves that refer to secrets."""
    if one.address.kind == "llm":
        return ("secret",) if "secret" in one.leaves else ()
    return tuple(path for path, value in one.leaves.items() if is_secret_header(path, value))


def pin(field: str, name: str) -> str:
    """The key under which the lock remembers the id of a name. Another name has another key."""
    return f"{field}: {name}"


def project_path(path: Path, root: Path) -> str:
    """`path` relative to the project's folder `root`, with slashes on every system. A link has its real file's."""
    text, folder = str(path), f"{root}{os.sep}"
    if is_linked(path, root):
        text = os.path.relpath(real_name(path, root), root)
    return text.removeprefix(folder).replace(os.sep, "/")


def _with_late_texts(flat: Mapping[str, JsonValue], fields: JsonMapping, shape: Shape) -> Mapping[str, JsonValue]:
    """`flat` and the long texts of `fields` that have not been read yet. Each of these is one leaf."""
    if not isinstance(fields, LazyFields):
        return flat
    order = sorted((*flat, *fields.fingerprints), key=lambda path: shape.order.index(field_of(path)))
    return fields.with_known(tuple(order), flat)


def _derived_fields(resource: Resource) -> JsonObject:
    """Fields that are compared although the file does not set them: the secret's place, and an upload's content."""
    derived: JsonObject = {}
    if resource.secret is not None:
        derived["secret"] = secret_field(resource.secret)
    if resource.upload is not None:
        derived |= {"fileSize": resource.upload.size, CONTENT: resource.upload.sha256}
    return derived


def _resolved_fields(resource: Resource, pins: Mapping[str, str]) -> JsonObject:
    """The fields that name something, with ids. A list of names adds to the ids that the field has already."""
    resolved: JsonObject = {}
    for field, names in resource.unresolved.items():
        if isinstance(names, str):
            resolved[field] = pins[pin(field, names)]
        else:
            known = resource.fields.get(field)
            ids = known if isinstance(known, list) else []
            resolved[field] = [*ids, *(pins[pin(field, name)] for name in names)]
    return resolved
