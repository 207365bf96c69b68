"""All resources of a project, or some of them with the resources that they need, each of them once.

Several personas may define the same inline tool; then it is one tool, at the address of the first persona. All
personas that use a knowledge group share one tool that searches it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from personactl.errors import UsageError
from personactl.persona.project_resource import KINDS, Address, LazyFields, Resource, known_fields, reference, with_ids
from personactl.persona.read.reader import Reader
from personactl.persona.resource_files import ResourceFiles


def project_resources(reader: Reader, selected: Collection[Address] | None = None) -> tuple[Resource, ...]:
    """Return the resources of the project, ordered by kind (`KINDS`) and then by key.

    With `selected` addresses, only these, the resources that they need and the documents of their knowledge are
    returned, and other files may have problems. None selects everything.

    Raise `UsageError` with the place of the first problem, for two tools with the same name, and for a selected
    address that no file defines.
    """
    if selected is None:
        reader.load_personas()
    found = reader.closure(_all_addresses(reader.files) if selected is None else selected)
    _refuse_same_addresses(found, reader)
    moved = _moved_inline_tools(found, reader)
    reader.save_results()
    resources = {address: resource for address, resource in found.items() if address not in moved}
    resources |= {address: reader.resource(address) for address in moved.values()}
    _refuse_same_names(resources.values())
    references = {address: reference(other) for address, other in moved.items()}
    final = (_with_references(resource, references) for resource in resources.values())
    return tuple(sorted(final, key=lambda one: (KINDS.index(one.address.kind), one.address.key)))


def _all_addresses(files: ResourceFiles) -> Iterator[Address]:
    for kind, paths in files.items():
        for key in paths:
            yield Address(kind, key)


def _moved_inline_tools(found: Mapping[Address, Resource], reader: Reader) -> dict[Address, Address]:
    """Return the address of the first equal inline tool, by the personas' keys, for each other one in `found`.

    Raise `UsageError` if inline tools with the same name differ, because a name is unique on the platform.
    """
    inline = {address for address, one in found.items() if address.kind == "tool" and _is_inline(one)}
    if not inline:
        return {}
    first: dict[str, Resource] = {}
    moved: dict[Address, Address] = {}
    for tool in reader.inline_tools():
        other = first.setdefault(tool.name, tool)
        if tool.fields != other.fields and not inline.isdisjoint({tool.address, other.address}):
            raise UsageError(
                f"two personas define different tools called {tool.name!r}",
                where=f"{other.path} and {tool.path}",
                hint=f"rename one of them, or define the tool once in tools/{tool.name}.yaml",
            )
        if tool is not other and tool.address in inline:
            moved[tool.address] = other.address
    return moved


def _refuse_same_addresses(found: Mapping[Address, Resource], reader: Reader) -> None:
    """Refuse a tool that two files define: an inline tool has the same address as a file with a matching name."""
    for address, resource in found.items():
        if address.kind == "tool":
            one, *others = reader.definitions(address)
            if others:
                raise UsageError(
                    f"two files define the {address}",
                    where=f"{one.path} and {others[0].path}",
                    hint=f"rename one of the files, or the tool {resource.name}",
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
                hint="rename one of them, because the name of a tool is unique on the platform",
            )


def _with_references(resource: Resource, references: Mapping[Address, str]) -> Resource:
    """Return the resource with `references` instead of its own to the same addresses."""
    if not references or references.keys().isdisjoint(resource.needs):
        return resource
    fields = resource.fields
    known = with_ids(dict(known_fields(fields)), references)
    assert isinstance(known, dict)
    changed = fields.with_known(fields.order, known) if isinstance(fields, LazyFields) else known
    return replace(resource, fields=changed)
