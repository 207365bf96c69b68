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
from personactl.sync.values.secret_uses import (
    SecretHosts,
    carried_headers,
    moved_from,
    touched_secret_uses,
    written_addresses,
)

SENT_AGAIN = "its secret is sent again: the one that the platform has was for another host"
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
    if item.address.kind not in {"llm", "tool"}:
        return item
    held = observed.get(item.address)
    remote = {} if held is None or isinstance(item.action, Create | Replace) else held.values
    after = written_addresses(one.leaves, write.send, remote)
    uses = touched_secret_uses(item.address.kind, after, write.send.keys())
    if held is None:
        return replace(item, secrets=SecretHosts(uses)) if uses else item
    before = moved_from(after, held.values)
    carried = carried_headers(one.leaves, write.send) if before else ()
    notes = (*item.notes, f"{CARRIED}: {', '.join(carried)}") if carried else item.notes
    hosts = SecretHosts(uses, before if uses or carried else "", carried)
    found = replace(item, secrets=hosts, notes=notes)
    unknown = "urls" in write.send and "urls" not in held.values  # a read that does not show the host of now
    return _with_secret_again(found, one) if before or unknown else found


def _with_secret_again(item: Item, one: Desired) -> Item:
    """Return the item of an LLM whose write has its secret, too.

    The lock may say that the platform has the secret of the file already. But the lock is a file of the repository, and
    so the secret that the platform really has would follow the address to another host.
    """
    match item.action:
        case Update(write=write) | Adopt(write=write) as action if (
            "secret" in one.leaves and "secret" not in write.send
        ):
            again = replace(write, send={**write.send, "secret": one.leaves["secret"]})
            return replace(item, action=replace(action, write=again), notes=(*item.notes, SENT_AGAIN))
        case _:
            return item


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
