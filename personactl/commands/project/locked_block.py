"""What the lock says about a target: the account of the target, and its block."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.targets import OpenTarget, lock_path, open_target, run_async

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.state.lock import Lock, LockBlock
    from personactl.state.lock_format.account import Account, AccountSearch
    from personactl.state.project import Project
    from personactl.state.target import Target


class LockedTarget(Struct, frozen=True):
    """What was pushed to a target.

    account: the account of the target in the lock.
    block: what was pushed.
    """

    account: "Account"
    block: "LockBlock"


class LockSearch(Struct, frozen=True):
    """The lock, and what it says about the account of a target."""

    lock: "Lock"
    search: "AccountSearch"
    origin: str

    @property
    def certain(self) -> LockedTarget | None:
        """What was pushed to the target; None if the platform has to be asked."""
        return self._locked(self.search.certain) if self.search.certain is not None else None

    @property
    def possible(self) -> "Iterable[LockBlock]":
        """The blocks that may be the target's."""
        return (self.certain.block,) if self.certain is not None else self.search.blocks.values()

    async def ask(self, client: "Client") -> LockedTarget:
        """Return what was pushed to the target that `client` is connected to; ask it only if that is necessary."""
        from personactl.sync.account_lookup import find_account

        return self._locked(await find_account(client, self.search))

    def _locked(self, account: "Account") -> LockedTarget:
        return LockedTarget(account, self.lock.block(account.known, self.origin))


def search_lock(target: "Target", lock: Path) -> LockSearch:
    """Read the lock at the path `lock`. Raises as `read_lock` does."""
    from personactl.state.lock_format.account import account_search, key_organization
    from personactl.state.lock_format.lock_file import read_lock

    whole = read_lock(lock)
    organization = key_organization(target.key) if target.key is not None else None
    return LockSearch(whole, account_search(whole, target.origin, target.name, organization), target.origin)


def read_locked(target: "Target", project: "Project", context: Context) -> LockedTarget:
    """Read what the lock says about `target`. The platform is only asked if the lock and the key do not decide."""
    with open_target(target, context) as opened:
        return read_locked_block(opened, lock_path(target, project, context.environment))


def read_locked_block(opened: OpenTarget, lock: Path) -> LockedTarget:
    """As `read_locked`, for a target that is open. It must not be called from a running event loop.

    lock: the path of the lock file.
    """
    found = search_lock(opened.target, lock)

    async def asked() -> LockedTarget:
        async with opened.connect(read_only=True) as client:
            return await found.ask(client)

    return found.certain or run_async(asked())
