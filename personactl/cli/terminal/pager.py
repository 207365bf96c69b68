"""The pager: shows an answer that is longer than the terminal, in a program that the user chooses.

PERSONACTL_PAGER names it, else PAGER, else `less`. An empty name, or `cat`, prints the answer without a pager, as does
a pager that is not installed or fails. What is printed on stderr while the answer is held back comes after it.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from typing import Final, Literal, TypeAlias

from personactl.cli.terminal.output_guard import guard_of, write_guarded
from personactl.cli.terminal.start_folder import split_folders

_PAGED: Final = frozenset(
    {
        *("validate", "diff", "status", "history", "rule", "avatar", "voice", "llm"),
        *("session list", "session show", "session transcript"),
    }
)
"""The commands that answer something to read, which may be longer than a terminal."""
_LESS_OPTIONS: Final = "FRX"
"""For less, where the user has set none: end on a short text, show colours, and leave the text on the terminal."""
_STYLES: Final = r"\x1b\[[0-9;]*m"

_Stream: TypeAlias = Literal["stdout", "stderr"]

_held: list[tuple[_Stream, str]] | None = None
"""What was printed so far, with its streams, while it is held back for a pager."""


def can_page() -> bool:
    """Return whether a person at a terminal can read a pager and leave it."""
    return sys.stdout.isatty() and sys.stdin.isatty() and os.environ.get("TERM") != "dumb"


def is_paged(arguments: Sequence[str]) -> bool:
    """Return whether a command line answers something to read. Documents for programs go to no pager."""
    words = [*arguments[:1], *split_folders(arguments[1:])[1]]
    if "--fix" in arguments or _PAGED.isdisjoint((" ".join(words[:1]), " ".join(words[:2]))):
        return False
    formats = [word for before, word in zip(("", *arguments), arguments, strict=False) if before == "--format"]
    formats += [word.partition("=")[2] for word in arguments if word.startswith("--format=")]
    return set(formats) <= {"text"}


def shows_help(arguments: Sequence[str]) -> bool:
    """Return whether a command line asks for help."""
    from personactl.cli.command_tree import HELP_OPTIONS

    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return list(arguments[:1]) == ["help"] or not HELP_OPTIONS.isdisjoint(options)


@contextmanager
def paged_answer(env: Mapping[str, str]) -> Iterator[None]:
    """Hold back what the block answers, and show it in the pager at the end if it is longer than the terminal."""
    global _held
    held: list[tuple[_Stream, str]] = []
    _held = held
    interrupted = False
    try:
        yield
    except KeyboardInterrupt:
        interrupted = True
        raise
    finally:
        _held = None
        _show(held, {} if interrupted else env)


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
            held_back(guard_of(sys.stdout).drawn(printed.getvalue()))


def held_back(text: str) -> bool:
    """Take a part of the answer if it is held back for a pager. Returns whether it was."""
    if _held is None:
        return False
    _held.append(("stdout", text))
    return True


def held_note(text: str) -> bool:
    """Take what is to follow the answer on stderr, if a part of the answer is held back. Returns whether it is."""
    if not _held or not sys.stderr.isatty():
        return False
    _held.append(("stderr", text))
    return True


def _show(held: Sequence[tuple[_Stream, str]], env: Mapping[str, str]) -> None:
    """Show what was held back: the answer in the pager of `env`, or everything as it came."""
    answer = "".join(text for stream, text in held if stream == "stdout")
    paged = bool(env) and _rows(answer) >= _terminal_size().lines and _page(answer, env)
    for stream, text in held:
        if stream == "stderr" or not paged:
            write_guarded(sys.stderr if stream == "stderr" else sys.stdout, text)


def _page(text: str, env: Mapping[str, str]) -> bool:
    """Show `text` in the pager until the user ends it. Returns False if there is none to use, or if it fails."""
    import subprocess

    from personactl.state.machine.child_environment import without_secrets

    command = _command(env)
    if not command:
        return False
    with _interrupts() as interrupts:
        try:
            variables = {"LESS": _LESS_OPTIONS, **without_secrets(env)}
            pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=variables)
        except OSError:
            return False
        with pager:
            assert pager.stdin is not None
            with suppress(BrokenPipeError):  # the user has ended the pager before the end of the text
                pager.stdin.write(text.encode("utf-8", "backslashreplace"))
                pager.stdin.close()
    return pager.returncode <= 0 or bool(interrupts)


def _rows(text: str) -> int:
    """Return the number of rows that a text takes on the terminal."""
    columns = _terminal_size().columns
    lines = re.sub(_STYLES, "", text).splitlines()
    return sum(max(1, -(-len(line) // columns)) for line in lines)


def _terminal_size() -> os.terminal_size:
    """Return the size of the terminal, or one that no text exceeds if that is unknown."""
    try:
        columns, lines = os.get_terminal_size(sys.stdout.fileno())
        lines = int(os.environ.get("LINES", "0")) or lines
        columns = int(os.environ.get("COLUMNS", "0")) or columns
    except (OSError, ValueError):
        columns = lines = 0
    return os.terminal_size((columns if columns > 0 else sys.maxsize, lines if lines > 0 else sys.maxsize))


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
def _interrupts() -> Iterator[list[int]]:
    """Leave Ctrl-C to the pager: it is a key of the pager, which runs in the foreground. Yields those that came."""
    import signal

    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, before)
