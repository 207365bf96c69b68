"""The keyboard in a conversation: lines as they are typed, and what Ctrl-C does.

The event loop watches the descriptor, and no thread reads it: a thread that waits for a line cannot be stopped. The
descriptor stays blocking, because making it non-blocking would change the terminal for all other programs on it.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from personactl.cli.terminal.termination import ending_signals

_READ_BYTES = 65_536

Interrupt = Callable[[], object]


async def typed_lines(descriptor: int, prompt: str = "") -> AsyncIterator[str]:
    """Yield the lines of a pipe, or of a terminal that cannot move its cursor, until its end, without blank lines.

    descriptor: the file descriptor to read.
    prompt: is shown before each wait.

    Bytes that are not UTF-8 become replacement characters.
    """
    rest = b""
    while True:
        line, found, rest_after = rest.partition(b"\n")
        if found:
            rest = rest_after
            if text := line.decode(errors="replace").strip():
                yield text
            continue
        if prompt:
            print(prompt, end="", file=sys.stderr, flush=True)  # noqa: T201 - a prompt, not an answer or a note
        try:
            await _readable(descriptor)
        except asyncio.CancelledError:
            _end_prompt(prompt)
            raise
        data = os.read(descriptor, _READ_BYTES)
        if not data:
            if text := rest.decode(errors="replace").strip():
                yield text
            _end_prompt(prompt)
            return
        rest += data


def _end_prompt(prompt: str) -> None:
    """Begin a new line after Ctrl-C or Ctrl-D, which leave the cursor behind the prompt."""
    if prompt:
        print(file=sys.stderr, flush=True)  # noqa: T201 - a line break and no text


async def _readable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    try:
        loop.add_reader(descriptor, lambda: None if ready.done() else ready.set_result(None))
    except PermissionError:
        return  # a regular file is always readable
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)


class Interrupts:
    """Lets Ctrl-C interrupt the persona while it speaks, and end the conversation otherwise."""

    def __init__(self) -> None:
        self._interrupt: Interrupt | None = None

    def hush(self, interrupt: Interrupt | None) -> None:
        """Set what the next Ctrl-C calls; None lets it end the conversation."""
        self._interrupt = interrupt

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Handle Ctrl-C until the block ends. It must be entered in the task that Ctrl-C cancels."""
        loop, conversation = asyncio.get_running_loop(), asyncio.current_task()
        assert conversation is not None, "only a task can be cancelled"

        def interrupted() -> None:
            (self._interrupt or conversation.cancel)()

        loop.add_signal_handler(signal.SIGINT, interrupted)
        try:
            with self._ended_by_signals():
                yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)

    @contextmanager
    def _ended_by_signals(self) -> Iterator[None]:
        """Let signals that end the process end the conversation, also while the persona speaks."""
        before = {number: signal.getsignal(number) for number in ending_signals()}

        def end(number: int, frame: FrameType | None) -> None:
            self._interrupt = None
            handler = before[signal.Signals(number)]
            if callable(handler):
                handler(number, frame)

        for number, handler in before.items():
            if callable(handler):
                signal.signal(number, end)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
