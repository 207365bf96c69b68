"""Lines that are typed on a terminal, with the keys of a shell: arrows, history, search.

While the persona answers, nothing that is typed is shown: the terminal keeps it, and it appears at the next prompt.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.history import History
from prompt_toolkit.output.vt100 import Vt100_Output

from personactl.lint.text.secret_search import secrets
from personactl.state.typed_lines import TypedLines


def can_edit_lines() -> TextIO | None:
    """Return the stream for the prompt if stdin is a terminal that can move its cursor; else None."""
    if not sys.stdin.isatty() or os.environ.get("TERM", "dumb") in ("", "dumb", "unknown"):
        return None
    return next((stream for stream in (sys.stderr, sys.stdout) if stream.isatty()), None)


async def edited_lines(stream: TextIO, typed: TypedLines) -> AsyncIterator[str]:
    """Yield the lines that are typed, without blank ones, until Ctrl-D. Ctrl-C cancels the task.

    stream: the terminal that shows the prompt.
    typed: the lines of earlier conversations.
    """
    output = Vt100_Output.from_pty(stream, term=os.environ.get("TERM"))
    output.enable_cpr = False  # the answer to this question would be taken for text that is typed ahead
    session: PromptSession[str] = PromptSession(
        "You: ", history=_History(typed), output=output, interrupt_exception=_InterruptedError
    )
    while True:
        try:
            line = (await session.prompt_async(handle_sigint=False)).strip()
        except EOFError:
            return
        except _InterruptedError as error:
            raise asyncio.CancelledError from error
        if line:
            yield line


@contextmanager
def silent_keyboard() -> Iterator[None]:
    """Let the terminal show nothing of what is typed, and keep it for the next prompt. Ctrl-C still interrupts."""
    import termios

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    silent = termios.tcgetattr(descriptor)
    silent[0] &= ~termios.ICRNL
    silent[3] = (silent[3] & ~(termios.ECHO | termios.ICANON)) | termios.NOFLSH
    silent[6][termios.VSUSP] = b"\x00"  # a stopped program would come back to a terminal with another mode
    termios.tcsetattr(descriptor, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


class _InterruptedError(Exception):
    """Ctrl-C was pressed at the prompt."""


class _History(History):
    """Shows `typed`, and adds to it what holds no secret and does not begin with a space."""

    def __init__(self, typed: TypedLines) -> None:
        super().__init__()
        self._typed = typed

    def load_history_strings(self) -> Iterable[str]:
        return reversed(self._typed.read())

    def store_string(self, string: str) -> None:
        if string.strip() and not string.startswith(" ") and not any(secrets(string)):
            self._typed.add(string)
