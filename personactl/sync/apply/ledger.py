"""The lock file during a run. Many tasks record changes, and each continues as soon as its change is on disk.

Changes that arrive while the file is being written share the next write.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from personactl.state.lock import LockBlock
from personactl.state.lock_format.account import Account
from personactl.state.lock_format.lock_file import LockWriter, read_lock


class Ledger:
    """The block of one target in the lock.

    The caller holds `hold_lock` from before the ledger is made until the run is done. Raises what `read_lock` raises.

    path: the lock file.
    account: the account of the target.
    origin: the origin of the target.
    """

    def __init__(self, path: Path, account: Account, origin: str) -> None:
        self._account = account.name
        self._origin = origin
        self._lock = read_lock(path).renamed(account.known, account.name, origin)
        self._writer = LockWriter(path)
        self._block = self._lock.block(account.name, origin)
        self._changes = 0
        self._on_disk = 0
        self._writing = asyncio.Lock()

    @property
    def account(self) -> str:
        """The account that the block is written under."""
        return self._account

    @property
    def block(self) -> LockBlock:
        """The block with all recorded changes, whether they are on disk or not."""
        return self._block

    async def record(self, change: Callable[[LockBlock], LockBlock]) -> None:
        """Apply `change`, and return as soon as the lock on disk has it.

        Raises `StorageError`; the lock on disk is then unchanged, and the next successful write includes this change.
        """
        self._block = change(self._block)
        self._changes += 1
        number = self._changes
        async with self._writing:
            if self._on_disk < number:
                await self._write()

    async def _write(self) -> None:
        upto, lock = self._changes, self._lock.with_block(self._account, self._origin, self._block)
        writing = asyncio.create_task(asyncio.to_thread(self._writer.write, lock))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            # The thread cannot be stopped: without this wait its write could land after a later one.
            await writing
            raise
        self._on_disk = upto
