"""The pager: shows an answer that is longer than the terminal, in a program that the user chooses.

PERSONACTL_PAGER names it, else PAGER, else `less`. An empty name, or `cat`, prints the answer without a pager.
"""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

_LESS_OPTIONS = "FRX"
"""For less, where the user has set none: end on a short text, show colours, and leave the text on the terminal."""


def page(text: str, env: Mapping[str, str]) -> bool:
    """Show `text` in the pager until the user ends it. Returns False, and shows nothing, if there is none to use."""
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


def is_long(text: str, height: int) -> bool:
    """Return whether `text` has more lines than a terminal of this height shows above the next prompt."""
    return text.count("\n") >= height


def terminal_height(descriptor: int) -> int:
    """Return the number of lines of the terminal, or one that no text exceeds if that is unknown."""
    try:
        lines = int(os.environ.get("LINES", "0")) or os.get_terminal_size(descriptor).lines
    except (OSError, ValueError):
        lines = 0
    return lines if lines > 0 else 1_000_000


def _command(env: Mapping[str, str]) -> list[str]:
    chosen = env.get("PERSONACTL_PAGER", env.get("PAGER", "less"))
    try:
        words = shlex.split(chosen)
    except ValueError:  # a quotation mark without its other half
        return []
    return words if words and words != ["cat"] and shutil.which(words[0]) else []


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Leave Ctrl-C to the pager: it is a key of the pager, which runs in the foreground."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
