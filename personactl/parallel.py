"""The same work for many files, shared among the cores of this machine; results come in the order of the files."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol, TypeVar

_WORTH_A_PROCESS: Final = 40
"""So many files for each process: fewer are done sooner than it starts."""
_CHUNK: Final = 16

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class Sharing(Protocol):
    """A way to do `work` on each of `items` by at most so many `processes`, as `shared` does it."""

    def __call__(self, work: Callable[[Path], _Result], items: Sequence[Path], processes: int) -> Iterator[_Result]: ...


def usable_cores() -> int:
    """The cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worth_sharing(files: int) -> bool:
    return files >= 2 * _WORTH_A_PROCESS


def nothing() -> None:
    """What this process does meanwhile, if it has nothing better to do."""


def shared(
    work: Callable[[_Item], _Result],
    items: Sequence[_Item],
    processes: int,
    meanwhile: Callable[[], None] = nothing,
) -> Iterator[_Result]:
    """What `work` gives for each of `items`, which are files, done by at most so many `processes`. `work` is pickled
    again and again, and so are its results.

    `meanwhile` is done by this process while others work; it is left out where there are none. A worker that dies, of a
    machine out of memory for one, leaves what is left to this process.
    """
    workers = min(processes, len(items) // _WORTH_A_PROCESS)
    return map(work, items) if workers < 2 else _in_processes(work, items, workers, meanwhile)


def _in_processes(
    work: Callable[[_Item], _Result], items: Sequence[_Item], workers: int, meanwhile: Callable[[], None]
) -> Iterator[_Result]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # A fork has everything loaded already, but takes no threads along.
    forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if forks else "spawn")
    done = 0
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_interrupts)
    try:
        results = pool.map(work, items, chunksize=_CHUNK)
        meanwhile()
        for result in results:
            yield result
            done += 1
    except BrokenProcessPool:
        yield from map(work, items[done:])
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal; one of them answering is enough."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
