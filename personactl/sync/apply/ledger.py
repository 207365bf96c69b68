"""The lock file while a push runs: changes go in from many tasks, and each returns once its change is on disk.

Changes that arrive while the file is being written share the next write, and a file that takes long to write is
written less often, so that a thousand personas do not cost a thousand writes of the whole file.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from personactl.state.lock import Lock, LockBlock, LockWriter, read_lock

_REST = 9.0
"""How long to gather changes after a write, in times of the CPU time that it took: it keeps the cost under a tenth."""


class Ledger:
    """One profile's block of the lock at `path`. Reads it on construction and raises what `read_lock` raises.

    The caller keeps other processes out (`hold_lock`) from before construction until it is done.
    """

    def __init__(self, path: Path, profile: str, origin: str) -> None:
        self._profile = profile
        self._origin = origin
        self._lock = read_lock(path)
        self._writer = LockWriter(path)
        self._block = self._lock.block(profile, origin)
        self._changes = 0
        self._on_disk = 0
        self._writing = asyncio.Lock()
        self._next_write = 0.0

    @property
    def block(self) -> LockBlock:
        return self._block

    async def record(self, change: Callable[[LockBlock], LockBlock]) -> None:
        """Apply `change` and return when the lock on disk has it. Raises `StorageError`; the disk then has the lock
        as it was, and the next successful write carries this change too."""
        self._block = change(self._block)
        self._changes += 1
        mine = self._changes
        async with self._writing:
            if self._on_disk < mine:
                await self._write()

    async def _write(self) -> None:
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(max(0.0, self._next_write - clock()))
        upto, lock = self._changes, self._lock.with_block(self._profile, self._origin, self._block)
        writing = asyncio.create_task(asyncio.to_thread(self._timed_write, lock))
        try:
            cost = await asyncio.shield(writing)
        except asyncio.CancelledError:
            # The thread can't be stopped: without this wait its write could land after a later one.
            await writing
            raise
        self._on_disk = upto
        self._next_write = clock() + _REST * cost

    def _timed_write(self, lock: Lock) -> float:
        """The CPU seconds that it took; waiting for the disk holds nobody else up."""
        started = time.thread_time()
        self._writer.write(lock)
        return time.thread_time() - started
