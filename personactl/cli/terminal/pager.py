"""The pager: shows an answer that is longer than the terminal, in a program that the user chooses.

PERSONACTL_PAGER names it, else PAGER, else `less`. An empty name, or `cat`, prints the answer without a pager.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from typing import Final

_LESS_OPTIONS: Final = "FRX"
"""For less, where the user has set none: end on a short text, show colours, and leave the text on the terminal."""

_held: list[str] | None = None
"""The answer so far, while it is held back for a pager."""


def can_page() -> bool:
    """Return whether a person at a terminal can read a pager and leave it."""
    return sys.stdout.isatty() and sys.stdin.isatty()


@contextmanager
def paged_answer(env: Mapping[str, str]) -> Iterator[None]:
    """Hold back what the block answers, and show it in the pager at the end if it is longer than the terminal."""
    global _held
    held: list[str] = []
    _held = held
    try:
        yield
    finally:
        _held = None
        text = "".join(held)
        if not (text.count("\n") >= _terminal_height() and _page(text, env)):
            sys.stdout.write(text)
            sys.stdout.flush()


@contextmanager
def paged_help(env: Mapping[str, str]) -> Iterator[None]:
    """Do as `paged_answer` does with what the command-line parser prints on stdout."""
    import io

    with paged_answer(env):
        printed = io.StringIO()
        try:
            with redirect_stdout(printed):
                yield
        finally:
            held_back(printed.getvalue())


def held_back(text: str) -> bool:
    """Take a part of the answer if it is held back for a pager. Returns whether it was."""
    if _held is None:
        return False
    _held.append(text)
    return True


def _page(text: str, env: Mapping[str, str]) -> bool:
    """Show `text` in the pager until the user ends it. Returns False, and shows nothing, if there is none to use."""
    import subprocess

    command = _command(env)
    if not command:
        return False
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env={"LESS": _LESS_OPTIONS, **env})
    except OSError:
        return False
    with _uninterrupted(), pager:
        assert pager.stdin is not None
        with suppress(BrokenPipeError):  # the user has ended the pager before the end of the text
            pager.stdin.write(text.encode("utf-8", "backslashreplace"))
            pager.stdin.close()
    return True


def _terminal_height() -> int:
    """Return the number of lines of the terminal, or one that no text exceeds if that is unknown."""
    try:
        lines = int(os.environ.get("LINES", "0")) or os.get_terminal_size(sys.stdout.fileno()).lines
    except (OSError, ValueError):
        lines = 0
    return lines if lines > 0 else sys.maxsize


def _command(env: Mapping[str, str]) -> list[str]:
    import shlex
    import shutil

    chosen = env.get("PERSONACTL_PAGER", env.get("PAGER", "less"))
    try:
        words = shlex.split(chosen)
    except ValueError:  # a quotation mark without its other half
        return []
    return words if words and words != ["cat"] and shutil.which(words[0]) else []


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Leave Ctrl-C to the pager: it is a key of the pager, which runs in the foreground."""
    import signal

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
