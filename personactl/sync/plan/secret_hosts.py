"""The hosts that get secrets because of a plan, which a person sees before they get them.

The file of a repository says which host it is. So a write that takes a secret to another host says so, also if the
secret is one that only the platform holds.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from personactl.command_hint import command_hint
from personactl.errors import ConflictError
from personactl.persona.project_resource import Address
from personactl.sync.plan.plan import Adopt, Create, Item, Plan, Replace, Update
from personactl.sync.values.desired import Desired
from personactl.sync.values.observed import Observed
from personactl.sync.values.secret_uses import SecretHosts, carried_headers, moved_from, touched_secret_uses

CARRIED = "the platform sends its own headers to the new host too, which no file has"


def with_secret_uses(item: Item, one: Desired, observed: Mapping[Address, Observed]) -> Item:
    """Return the item with the secrets whose hosts a person should see.

    one: what the file wants.
    observed: what the platform holds, for the resources that were read.
    """
    match item.action:
        case Create(write) | Update(write=write) | Adopt(write=write) | Replace(write=write) if write.send:
            pass
        case _:
            return item
    uses = touched_secret_uses(item.address.kind, one.leaves, write.send.keys())
    held = observed.get(item.address)
    if item.address.kind not in {"llm", "tool"} or held is None:
        return replace(item, secrets=SecretHosts(uses)) if uses else item
    before = moved_from(one.leaves, held.values) or ""
    carried = carried_headers(one.leaves, write.send) if before else ()
    notes = (*item.notes, f"{CARRIED}: {', '.join(carried)}") if carried else item.notes
    hosts = SecretHosts(uses, before if uses or carried else "", carried)
    return replace(item, secrets=hosts, notes=notes)


def refuse_carried_headers(plan: Plan, target: str) -> None:
    """Raise `ConflictError` if a file takes a header that only the platform has to another host.

    target: the name of the target, for the hint.
    """
    found = [item for item in plan.items if item.secrets.carried]
    if found:
        raise ConflictError(
            f"{plan.wording.remote} would send its own headers to another host: {', '.join(found[0].secrets.carried)}",
            where=", ".join(item.place for item in found),
            hint=f"'{command_hint('pull', profile=target)}' writes them to the file, --on-drift ours removes them",
        )
