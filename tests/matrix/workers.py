"""Batches of cases, run in several processes that end when this one does.

Each process gets another batch as soon as it is done with one. It leads a session of its own, so that a terminal
interrupts this process alone, which then ends the others and all that they started.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Final, TypeAlias

from tests.matrix.cases import Batch, FinishedCase

RunBatch: TypeAlias = Callable[[Batch, Callable[[FinishedCase], None]], None]
"""Runs a batch, and reports each case as soon as its result is known. It must be picklable."""

_INTERRUPTS: Final = frozenset({signal.SIGINT, signal.SIGTERM})


def run_batches(batches: Iterable[Batch], run_batch: RunBatch, processes: int) -> Iterator[FinishedCase]:
    """Yields each case once, as soon as its result is known. No process is left behind, whatever is raised meanwhile.

    Raises `EOFError` if a process ends before its work is done.
    """
    waiting = iter(batches)
    with _workers(run_batch, processes) as lines:
        busy = {line for line in lines if _sent_next(line, waiting)}
        while busy:
            for line in wait(busy):
                assert isinstance(line, Connection)
                said: FinishedCase | None = line.recv()
                if said is not None:
                    yield said
                elif not _sent_next(line, waiting):
                    busy.remove(line)


def _sent_next(line: Connection, waiting: Iterator[Batch]) -> bool:
    batch = next(waiting, None)
    line.send(batch)
    return batch is not None


@contextmanager
def _workers(run_batch: RunBatch, processes: int) -> Iterator[list[Connection]]:
    """The pipes to the processes. A process that gets None ends."""
    context = get_context("spawn")
    started: list[BaseProcess] = []
    lines: list[Connection] = []
    try:
        with _interrupts_held():  # a process that is started only halfway would print a traceback of its own
            for _ in range(processes):
                here, there = context.Pipe()
                lines.append(here)
                with there:
                    process = context.Process(target=_work, args=(there, run_batch))
                    started.append(process)
                    process.start()
        yield lines
    finally:
        for line in lines:
            line.close()
        for one in started:
            _end(one)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C and SIGTERM have their effect after the block, not in it.

    Their handlers are exchanged, because a mask holds for one thread and Python answers a signal of any thread.
    """
    arrived: list[int] = []

    def remember(number: int, _: FrameType | None) -> None:
        arrived.append(number)

    handlers = {number: signal.signal(number, remember) for number in _INTERRUPTS}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for late in arrived:
            signal.raise_signal(late)


def _end(process: BaseProcess) -> None:
    if process.pid is None:
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:  # it leads no session yet, or the session has no process left
        process.kill()
    process.join()


def _work(line: Connection, run_batch: RunBatch) -> None:
    """The body of a process. An exception is printed before the other side notices the end: the pipe closes with the
    process."""
    os.setsid()
    gc.freeze()  # imported objects stay, so they are excluded from collection
    while (batch := line.recv()) is not None:
        run_batch(batch, line.send)
        line.send(None)
