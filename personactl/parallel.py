"""The same work for many files, divided among the processor cores; results keep the order of the files."""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

_FILES_PER_PROCESS: Final = 40
"""Minimum number of files per process; below it, starting a process costs more than it saves."""
_CHUNK_SIZE: Final = 16
_SAFE_PATH: Final = "PYTHONSAFEPATH"

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_First = TypeVar("_First")
_Second = TypeVar("_Second")


class FileMap(Protocol):
    """A function with the signature of `map_files`."""

    def __call__(self, work: Callable[[Path], _Result], items: Sequence[Path], processes: int) -> Iterator[_Result]: ...


def usable_cores() -> int:
    """Return the number of cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def is_worth_processes(files: int) -> bool:
    """Return whether `map_files` would start processes for this number of files."""
    return files >= 2 * _FILES_PER_PROCESS


def map_files(
    work: Callable[[_Item], _Result],
    items: Sequence[_Item],
    processes: int,
) -> Iterator[_Result]:
    """Yield the result of `work` for each item, in the order of `items`.

    If a worker dies, for example because memory runs out, this process does the remaining work.

    work: a function that can be pickled, as can its results.
    items: one for each file.
    processes: the maximum number of worker processes.
    """
    workers = min(processes, len(items) // _FILES_PER_PROCESS)
    return map(work, items) if workers < 2 else _in_processes(work, items, workers)


def _in_processes(work: Callable[[_Item], _Result], items: Sequence[_Item], workers: int) -> Iterator[_Result]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # A forked process has every module loaded already, but forking is only safe without other threads.
    can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if can_fork else "spawn")
    done = 0
    with _current_folder_unused():
        pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_become_worker)
        results = pool.map(work, items, chunksize=_CHUNK_SIZE)
    try:
        for result in results:
            yield result
            done += 1
    except BrokenProcessPool:
        yield from map(work, items[done:])
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _current_folder_unused() -> Iterator[None]:
    """Keep Python's processes that start meanwhile from importing files of the current folder.

    A spawned process begins with `python -c`, which looks into the current folder before Python's own library.
    """
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_SAFE_PATH, None)
        else:
            os.environ[_SAFE_PATH] = before


def _become_worker() -> None:
    """Leave the signals of a terminal to the parent process, and end with it, whatever ends it."""
    _leave_signals_to_parent()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the parent process has ended, also one that was killed, which could not end its workers."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _leave_signals_to_parent() -> None:
    """Ctrl-C and SIGHUP reach every process of a terminal; only the parent process answers them."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


class PairedFileMap(Generic[_Second]):
    """Two kinds of work on the same files in one pass, so that each file is parsed once and workers start once.

    The caller of `map_files` gets the results of the first work. Afterwards `second_results` holds those of the second
    work, by the path that was passed to it.
    """

    def __init__(
        self,
        second: Callable[[Path], _Second],
        second_paths: Mapping[Path, Path],
    ) -> None:
        """Prepare the second work.

        second: a function that can be pickled, as can its results.
        second_paths: the path to pass to `second` for each path that is passed to the first work; files without an
            entry get the first work only.
        """
        self.second_results: dict[Path, _Second] = {}
        self._second = second
        self._second_paths = second_paths

    def map_files(self, work: Callable[[Path], _First], items: Sequence[Path], processes: int) -> Iterator[_First]:
        """As the function `map_files`, with the second work done along the way."""
        pairs = [(path, self._second_paths.get(path)) for path in items]
        both = partial(_both, work, self._second)
        results = map_files(both, pairs, processes)
        for (_, second_path), (first, second) in zip(pairs, results, strict=True):
            if second_path is not None and second is not None:
                self.second_results[second_path] = second
            yield first


def _both(
    first: Callable[[Path], _First], second: Callable[[Path], _Second], paths: tuple[Path, Path | None]
) -> tuple[_First, _Second | None]:
    path, second_path = paths
    return first(path), None if second_path is None else second(second_path)
