"""All files of a project to all that they put on the platform: personas, and what these need, each thing once.

A tool that several personas define in place alike is one tool, the first persona's; a group of documents is searched by
one tool, whoever uses it. With a choice, only what is chosen is read, and what it needs.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from personactl.errors import UsageError
from personactl.persona.read.definitions import ResourceFiles
from personactl.persona.read.lazy_fields import LazyFields, known_fields
from personactl.persona.read.reader import Reader
from personactl.persona.resource import KINDS, Address, Resource, filled, reference


def gathered(reader: Reader, chosen: Collection[Address] | None = None) -> tuple[Resource, ...]:
    """By kind (`KINDS`), then by key.

    `chosen` addresses bring along what they need, and knowledge its documents; None means everything. What is wrong
    with files that are not needed is no concern then. Raises `UsageError` with the place of the first problem, for two
    tools of one name, and for a chosen address that no file defines.
    """
    if chosen is None:
        reader.remember()
    found = reader.closure(_all(reader.files) if chosen is None else chosen)
    _refuse_same_addresses(found, reader)
    first = _first_alike(found, reader)
    reader.keep()
    resources = {address: resource for address, resource in found.items() if address not in first}
    resources |= {address: reader.resource(address) for address in first.values()}
    _refuse_same_names(resources.values())
    moved = {address: reference(other) for address, other in first.items()}
    pointed = (_pointed(resource, moved) for resource in resources.values())
    return tuple(sorted(pointed, key=lambda one: (KINDS.index(one.address.kind), one.address.key)))


def _all(files: ResourceFiles) -> Iterator[Address]:
    for kind, paths in files.items():
        for key in paths:
            yield Address(kind, key)


def _first_alike(found: Mapping[Address, Resource], reader: Reader) -> dict[Address, Address]:
    """For each inline tool of `found` that is not the first one alike, that first one; by the personas' keys.

    Raises `UsageError` where inline tools of one name differ: the platform has but one tool of a name.
    """
    mine = {address for address, one in found.items() if address.kind == "tool" and _is_inline(one)}
    if not mine:
        return {}
    first: dict[str, Resource] = {}
    moved: dict[Address, Address] = {}
    for tool in reader.inline_tools():
        other = first.setdefault(tool.name, tool)
        if tool.fields != other.fields and not mine.isdisjoint({tool.address, other.address}):
            raise UsageError(
                f"two personas define a tool {tool.name!r}, and not the same one",
                where=f"{other.path} and {tool.path}",
                hint=f"rename one of the two, or write it once into tools/{tool.name}.yaml",
            )
        if tool is not other and tool.address in mine:
            moved[tool.address] = other.address
    return moved


def _refuse_same_addresses(found: Mapping[Address, Resource], reader: Reader) -> None:
    """A tool that a persona defines in place shares its addresses with files of a certain name."""
    for address, resource in found.items():
        if address.kind == "tool":
            one, *others = reader.definitions(address)
            if others:
                raise UsageError(
                    f"two definitions would both be the {address}",
                    where=f"{one.path} and {others[0].path}",
                    hint=f"rename one of the two files, or the tool {resource.name}",
                )


def _is_inline(tool: Resource) -> bool:
    return tool.address.key == f"{tool.path.stem}.{tool.name}"


def _refuse_same_names(resources: Iterable[Resource]) -> None:
    tools: dict[str, Resource] = {}
    for tool in resources:
        other = tools.setdefault(tool.name, tool) if tool.address.kind == "tool" else tool
        if other is not tool:
            raise UsageError(
                f"two tools of this project are called {tool.name!r}",
                where=f"{other.path} and {tool.path}",
                hint="rename one of the two: the platform has but one tool of a name",
            )


def _pointed(resource: Resource, moved: Mapping[Address, str]) -> Resource:
    """With references to the tools that stand for those of `resource`."""
    if not moved or moved.keys().isdisjoint(resource.needs):
        return resource
    fields = resource.fields
    known = filled(dict(known_fields(fields)), moved)
    assert isinstance(known, dict)
    return replace(resource, fields=fields.over(fields.order, known) if isinstance(fields, LazyFields) else known)
