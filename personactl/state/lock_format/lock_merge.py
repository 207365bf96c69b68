"""Joins blocks of the lock that belong to one organization, although they have different accounts.

The platform gives every persona and every knowledge group an id of its own, so two blocks at one origin that have one
in common belong to one organization. That happens if two branches, or two profiles of an older lock, pushed to it.
"""

from collections.abc import Mapping
from typing import Final

from personactl.persona.project_resource import Address, Kind
from personactl.state.lock import Lock, LockBlock, LockEntry, PendingWrite
from personactl.state.lock_format.account import account_profile

_OWN_IDS: Final[frozenset[Kind]] = frozenset({"persona", "knowledge"})
"""Kinds of which nothing is shared by organizations; the platform has LLMs and tools that all organizations see."""


def joined(lock: Lock) -> Lock:
    """Return `lock` with one block for each organization, as far as ids show it."""
    if all(len(accounts) < 2 for accounts in lock.blocks.values()):
        return lock
    return Lock({origin: _joined_accounts(accounts) for origin, accounts in lock.blocks.items()})


def _joined_accounts(accounts: Mapping[str, LockBlock]) -> dict[str, LockBlock]:
    """Join blocks in a fixed order, in which a joined block keeps the first account: that of an organization first."""
    result: dict[str, LockBlock] = {}
    for account in sorted(accounts, key=lambda one: (account_profile(one) is not None, one)):
        block = accounts[account]
        same = [known for known, held in result.items() if _ids(held) & _ids(block)]
        for known in same:
            block = _merged(result.pop(known), block)
        result[same[0] if same else account] = block
    return result


def _ids(block: LockBlock) -> frozenset[str]:
    return frozenset(
        entry.remote_id for address, entry in block.resources.items() if address.kind in _OWN_IDS and entry.remote_id
    )


def _merged(one: LockBlock, other: LockBlock) -> LockBlock:
    resources = dict(one.resources)
    for address, entry in other.resources.items():
        known = resources.get(address)
        resources[address] = entry if known is None or _is_newer(entry, known) else known
    pending: dict[Address, PendingWrite] = dict(one.pending)
    for address, write in other.pending.items():
        known_write = pending.get(address)
        if known_write is None or write.started_at > known_write.started_at:
            pending[address] = write
    leftovers = {
        address: tuple({each.remote_id: each for each in (*other.leftovers.get(address, ()), *mine)}.values())
        for address, mine in {**dict.fromkeys(other.leftovers, ()), **one.leftovers}.items()
    }
    return LockBlock(_one_of_each(resources), pending, leftovers)


def _one_of_each(resources: Mapping[Address, LockEntry]) -> dict[Address, LockEntry]:
    """The entries without older ones of the same resource, whose file one of the two has renamed."""
    newest: dict[tuple[Kind, str], Address] = {}
    for address, entry in resources.items():
        known = newest.setdefault((address.kind, entry.remote_id), address)
        if _is_newer(entry, resources[known]):
            newest[address.kind, entry.remote_id] = address
    return {address: resources[address] for address in newest.values()}


def _is_newer(entry: LockEntry, known: LockEntry) -> bool:
    """Whether `entry` was pushed later, by the platform's own dates, which have one format."""
    return entry.updated_at > known.updated_at
