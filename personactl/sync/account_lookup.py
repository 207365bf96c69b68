"""Asks the platform which block of the lock belongs to a target, if lock and key do not decide.

A key sees only the resources of its own organization. So the block whose resources it sees is the block of the target.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from personactl.api.client import Client
from personactl.errors import ConflictError, RejectedError
from personactl.persona.project_resource import KINDS, Kind
from personactl.state.lock import LockBlock
from personactl.state.lock_format.account import Account, AccountSearch, account_profile
from personactl.sync.kinds.kind import RESOURCE_KINDS

_MAX_READS: Final = 3
"""The maximum number of resources of a block to read: some may have been deleted on the platform."""

_ORDER: Final[tuple[Kind, ...]] = ("persona", *(kind for kind in KINDS if kind != "persona"))


async def find_account(client: Client, search: AccountSearch) -> Account:
    """Return the account of the target that `client` is connected to.

    Raises what reads raise, and `ConflictError` if several accounts of other profiles could be meant: two profiles of
    an older lock may have pushed different personas to one organization.
    """
    if search.certain is not None:
        return search.certain
    others: list[str] = []
    for account, block in search.blocks.items():
        if await _sees_any(client, block):
            if account == search.profile or account_profile(account) is None:
                return search.chosen(account)
            others.append(account)
    if len(others) > 1:
        raise _ambiguous(search.profile, others)
    if others:
        return search.chosen(others[0])
    unknowable = [account for account, block in search.blocks.items() if not block.resources]
    return search.chosen(unknowable[0] if len(search.blocks) == len(unknowable) == 1 else None)


def _ambiguous(own: str, others: Iterable[str]) -> ConflictError:
    from shlex import quote  # late, as all that few runs need

    names = [str(account_profile(account)) for account in others]
    return ConflictError(
        f"the lock has what the profiles {' and '.join(names)} pushed to one organization, and nothing of "
        f"{account_profile(own)}, which sees all of it",
        where="personactl.lock",
        hint=f"say whose personas are meant: --profile {' or --profile '.join(map(quote, names))}",
    )


async def _sees_any(client: Client, block: LockBlock) -> bool:
    for _, (kind, remote_id) in zip(range(_MAX_READS), _ids(block), strict=False):
        try:
            await RESOURCE_KINDS[kind].read(client, remote_id)
        except RejectedError:  # also an id that has another form on this platform
            continue
        return True
    return False


def _ids(block: LockBlock) -> Iterator[tuple[Kind, str]]:
    """Personas first: no other organization sees them."""
    for kind in _ORDER:
        yield from ((kind, entry.remote_id) for _, entry in sorted(block.of_kind(kind).items()))
