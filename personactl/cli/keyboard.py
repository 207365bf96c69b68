"""A person at the keyboard of a conversation: lines as they are typed, and what Ctrl-C means meanwhile.

The descriptor is watched rather than read in a thread: a thread that waits for a line can't be told to stop, and
making the descriptor non-blocking would make the terminal so for every other program on it.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

_AT_ONCE = 65_536

Interrupt = Callable[[], object]


async def typed_lines(descriptor: int, prompt: Callable[[], None]) -> AsyncIterator[str]:
    """What is typed, or comes through a pipe, line by line until its end; blank lines are asked for again.

    `prompt` is called before each wait. Bytes that are no UTF-8 are shown as such.
    """
    rest = b""
    while True:
        line, found, rest_after = rest.partition(b"\n")
        if found:
            rest = rest_after
            if text := line.decode(errors="replace").strip():
                yield text
            continue
        prompt()
        await _readable(descriptor)
        data = os.read(descriptor, _AT_ONCE)
        if not data:
            if text := rest.decode(errors="replace").strip():
                yield text
            return
        rest += data


async def _readable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    try:
        loop.add_reader(descriptor, lambda: None if ready.done() else ready.set_result(None))
    except PermissionError:
        return  # an ordinary file: it never makes anybody wait
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)


class Interrupts:
    """Ctrl-C cuts the persona short while she speaks, and ends the conversation while nobody does."""

    def __init__(self) -> None:
        self._interrupt: Interrupt | None = None

    def hush(self, interrupt: Interrupt | None) -> None:
        """What the next Ctrl-C does; None to end it all again."""
        self._interrupt = interrupt

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Inside the block, in the task that Ctrl-C cancels."""
        loop, whole = asyncio.get_running_loop(), asyncio.current_task()
        assert whole is not None, "only a task can be cancelled"

        def interrupted() -> None:
            (self._interrupt or whole.cancel)()

        loop.add_signal_handler(signal.SIGINT, interrupted)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)
