"""Resources that need each other: a selection with all that it needs, and needs that cannot be met."""

from collections.abc import Collection, Iterable

from personactl.command_hint import command_hint
from personactl.errors import UsageError
from personactl.persona.project_resource import KINDS, Address, Resource
from personactl.state.lock import LockBlock


def with_dependencies(selected: Collection[Address], resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """The `selected` ones of `resources`, those that they need, and the documents of each group among them."""
    by_address = {resource.address: resource for resource in resources}
    found: set[Address] = set()
    waiting = [address for address in by_address if address in selected]
    while waiting:
        address = waiting.pop()
        resource = by_address.get(address)
        if resource is None or address in found:
            continue
        found.add(address)
        waiting += resource.needs
        if address.kind == "knowledge":
            waiting += (other for other in by_address if other.kind == "document" and _group(other) == address.key)
    return tuple(resource for address, resource in by_address.items() if address in found)


def refuse_unmet_dependencies(resources: Iterable[Resource], locked: LockBlock, profile: str | None) -> None:
    """Raises `UsageError` for a resource that needs one which is neither among `resources` nor pushed, or which is of a
    kind that it cannot need. `profile` is the name of the target, for the hint."""
    all_resources = tuple(resources)
    present = {resource.address for resource in all_resources}
    for resource in all_resources:
        for needed in resource.needs:
            if KINDS.index(needed.kind) >= KINDS.index(resource.address.kind):
                raise UsageError(
                    f"{resource.address} cannot need {needed}",
                    where=str(resource.path),
                    hint="remove the reference: a persona can need tools and LLMs, and a tool can need knowledge",
                )
            if needed not in present and needed not in locked.resources:
                push = command_hint(
                    "push", "--only", f"{resource.address.kind}/{resource.address.key}", profile=profile
                )
                raise UsageError(
                    f"{resource.address} needs {needed}, which was never pushed to this target",
                    where=str(resource.path),
                    hint=f"push it with all that it needs: {push}",
                )


def _group(document: Address) -> str:
    return document.key.partition("/")[0]
