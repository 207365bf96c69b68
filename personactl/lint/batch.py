"""Many files -> a report: what is known from last time is taken from the cache, the rest is shared among the cores.

Results come back one by one and are small, so memory grows with findings and not with the texts that were read.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from personactl.document.reading import read_document
from personactl.document.witness import Reads, witnessed
from personactl.lint.caching import Cache
from personactl.lint.report import Report
from personactl.lint.running import Checked, lint_document, reported
from personactl.lint.selection import Selection

_Result: TypeAlias = tuple[Path, Reads, Checked]

_WORTH_A_PROCESS: Final = 40
"""So many files for each process: fewer are checked sooner than it starts."""
_CHUNK: Final = 16
_KEEP_AT_ONCE: Final = 500


def check_files(files: Sequence[Path], root: Path, selection: Selection, cache: Cache, processes: int = 1) -> Report:
    """As `lint_files`, quicker. At most so many `processes` work; at least this one does."""
    checked = cache.known(files)
    fresh: list[_Result] = []
    for result in _results([path for path in files if path not in checked], root, selection, processes):
        checked[result[0]] = result[2]
        fresh.append(result)
        if len(fresh) == _KEEP_AT_ONCE:
            cache.keep(fresh)
            fresh = []
    cache.keep(fresh)
    return reported(files, [checked[path] for path in files], root, selection)


def usable_cores() -> int:
    """The cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _results(files: Sequence[Path], root: Path, selection: Selection, processes: int) -> Iterator[_Result]:
    work = partial(_result, root=root, selection=selection)
    workers = min(processes, len(files) // _WORTH_A_PROCESS)
    if workers < 2:
        yield from map(work, files)
        return
    yield from _shared(work, files, workers)


def _shared(work: "partial[_Result]", files: Sequence[Path], workers: int) -> Iterator[_Result]:
    """A worker that dies, of a machine out of memory for one, leaves what is left to this process."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # A fork has everything loaded already, but takes no threads along.
    forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if forks else "spawn")
    done = 0
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_interrupts)
    try:
        for result in pool.map(work, files, chunksize=_CHUNK):
            yield result
            done += 1
    except BrokenProcessPool:
        yield from map(work, files[done:])
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal; one of them answering is enough."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _result(path: Path, *, root: Path, selection: Selection) -> _Result:
    with witnessed() as reads:
        return path, reads, lint_document(read_document(path), root, selection)
