"""The two threads that run plain handlers: one for requests that read, one for those that write.

Writers queue for the database anyway, so more threads would only wait there, with readers behind them. Threads of one
interpreter also take turns, so each further one slows all of them down.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from personactl.engine.http.call import Call

T = TypeVar("T")
_READING = frozenset({"GET", "HEAD"})


class Threads:
    """One per app. The threads start when they are first needed, and end at `close`."""

    def __init__(self) -> None:
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="engine-reading")
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="engine-writing")

    async def run(self, handler: Callable[[Call], T], call: Call) -> T:
        """The answer of `handler`. A cancelled call still ends if it has begun, and else never begins."""
        executor = self._reading if call.request.method in _READING else self._writing
        return await asyncio.get_running_loop().run_in_executor(executor, handler, call)

    def close(self) -> None:
        """Wait for the calls that have begun."""
        self._reading.shutdown()
        self._writing.shutdown()
