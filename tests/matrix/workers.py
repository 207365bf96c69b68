"""Batches of cases, judged in several processes that end when this one does.

Each process gets its next batch when it is done with one, so that nobody waits for the slowest. It leads a session of
its own: what a terminal interrupts is this process alone, which then ends the others and all that they started.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeAlias

from tests.matrix.cases import Batch, Judged

Judge: TypeAlias = Callable[[Batch, Callable[[Judged], None]], None]
"""Judges a batch, and tells of each case as soon as it knows. Must be picklable."""


def judged(batches: Iterable[Batch], judge: Judge, processes: int) -> Iterator[Judged]:
    """Each case once, as soon as it is known. No process is left behind, whatever is raised meanwhile.

    Raises `EOFError` when one ends before its work.
    """
    waiting = iter(batches)
    with _workers(judge, processes) as lines:
        busy = {line for line in lines if _sent_next(line, waiting)}
        while busy:
            for line in wait(busy):
                assert isinstance(line, Connection)
                said: Judged | None = line.recv()
                if said is not None:
                    yield said
                elif not _sent_next(line, waiting):
                    busy.remove(line)


def _sent_next(line: Connection, waiting: Iterator[Batch]) -> bool:
    batch = next(waiting, None)
    line.send(batch)
    return batch is not None


@contextmanager
def _workers(judge: Judge, processes: int) -> Iterator[list[Connection]]:
    """The lines to them. One that gets None ends."""
    context = get_context("spawn")
    started: list[BaseProcess] = []
    lines: list[Connection] = []
    try:
        for _ in range(processes):
            here, there = context.Pipe()
            lines.append(here)
            with there:
                process = context.Process(target=_work, args=(there, judge))
                started.append(process)
                process.start()
        yield lines
    finally:
        for line in lines:
            line.close()
        for one in started:
            _end(one)


def _end(process: BaseProcess) -> None:
    if process.pid is None:
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:  # it leads no session yet, or nobody is left in it
        process.kill()
    process.join()


def _work(line: Connection, judge: Judge) -> None:
    """What it raises is printed before the other side hears of the end: the line closes with the process."""
    os.setsid()
    gc.freeze()  # what is imported stays, and need not be looked through again and again
    while (batch := line.recv()) is not None:
        judge(batch, line.send)
        line.send(None)
