"""Single faults at many requests of one push. The requests before a fault are sent once for all kinds of faults.

An undisturbed push runs in a process without a second thread, on an event loop without state in the kernel. Before each
request to break, the process forks once for each kind of fault. The child breaks the request, finishes the push, and
runs it again if necessary, while its parent waits. The child inherits the memory and no open file: the database is
closed before the fork, and opened again for the next request. Afterwards the parent restores the database and the lock,
and goes on. Work that usually runs in threads (the engine's handlers, the writing of the lock) runs in place here.
"""

import asyncio
import os
import selectors
import shutil
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, TypeVarTuple
from unittest.mock import patch

import anyio.to_thread

from tests.faults import Fault
from tests.matrix.end_state import End
from tests.matrix.kinds import KINDS
from tests.matrix.runs import CaseResult, Place, Start, case_result, failure_of, logged

Report = Callable[[str, int, CaseResult], None]
"""Gets each fault: its kind, the number of the request, and the result. It is mostly called in a child."""

_Given = TypeVarTuple("_Given")
_Result = TypeVar("_Result")


def converge_each(start: Start, scratch: Path, end: End, kinds: Mapping[int, Sequence[str]], report: Report) -> None:
    """Like `converge`, for each kind of fault at the request with each number (from 1). This process must have one
    thread."""
    with start.copied(scratch) as place, logged(place.said), patch.object(anyio.to_thread, "run_sync", _in_place):
        place.new_loop = _Loop
        forks = _Forks(place, dict(kinds), report)
        try:
            failure = failure_of(start, place, forks.fault_at)
            if forks.broken is not None:
                report(*forks.broken, case_result(start, place, end, failure))
        except _AllForkedError:
            pass
        except BaseException:
            if forks.broken is None:
                raise
            traceback.print_exc()
            os._exit(1)
        if forks.broken is not None:
            os._exit(0)  # the parent cleans up what it started
        assert not forks.kinds, f"the push ended before request {min(forks.kinds)}"


class _AllForkedError(BaseException):
    """Ends the undisturbed push, because no fault is left."""


@dataclass
class _Forks:
    """`kinds` are the kinds of faults that are left. `broken` is the fault of a child, and None in the parent."""

    place: Place
    kinds: dict[int, Sequence[str]]
    report: Report
    broken: tuple[str, int] | None = field(default=None, init=False)

    def fault_at(self, number: int) -> Fault | None:
        if self.broken is not None:
            return None
        if not self.kinds:
            raise _AllForkedError
        if number not in self.kinds:
            return None
        assert threading.active_count() == 1, "a child would wait for threads that it does not have"
        folder = self.place.folder
        backup = folder.with_name(f"{folder.name}-backup")
        self.place.engine.database.close()
        shutil.copytree(folder, backup)
        for kind in self.kinds.pop(number):
            if self._is_child(kind, number):
                return KINDS[kind]
            shutil.rmtree(folder)
            shutil.copytree(backup, folder)
        shutil.rmtree(backup)
        return None

    def _is_child(self, kind: str, number: int) -> bool:
        """True in the new process; False in this one, after the new one has ended."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, _Loop)
        child = os.fork()
        if child == 0:
            asyncio._set_running_loop(loop)  # asyncio does not accept a loop that ran before a fork
            self.broken = (kind, number)
            return True
        with loop.paused():
            _, status = os.waitpid(child, 0)
        if status != 0:
            said = f"its process ended with {os.waitstatus_to_exitcode(status)}"
            self.report(kind, number, CaseResult(0, (said,)))
        return False


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that works without threads. Its clock can be stopped, so that timeouts do not count the time of
    children."""

    def __init__(self) -> None:
        self._paused_s = 0.0
        super().__init__(selectors.PollSelector())  # parent and child would share one epoll

    def time(self) -> float:
        return super().time() - self._paused_s

    @contextmanager
    def paused(self) -> Iterator[None]:
        began = super().time()
        yield
        self._paused_s += super().time() - began

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*_Given], _Result], *args: *_Given
    ) -> asyncio.Future[_Result]:
        return self.create_task(_in_place(func, *args))


async def _in_place(func: Callable[[*_Given], _Result], *args: *_Given, **_how: object) -> _Result:
    return func(*args)
