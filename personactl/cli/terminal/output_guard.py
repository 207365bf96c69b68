"""The guard of stdout and stderr: what nobody has checked is escaped here, in the streams themselves.

Whatever writes to `sys.stdout` or `sys.stderr` (a command, the command-line parser, a warning of Python, a traceback, a
log) passes `OutputGuard.plain`. Styles and cursor movements of our own pass `drawn`, which knows their form, or leave
with `write_unguarded`, which only this folder may call; `tests/hostile` checks that.
"""

import io
from typing import Any, Final, TextIO

from personactl.pattern import Pattern
from personactl.report.text.printable import command_places, is_printable, printable

_STYLES: Final = Pattern(r"(\x1b\[[0-9;]*m)")
_LONGEST_START: Final = 32
"""Characters of a line that can still make what follows a command of a CI system."""


class OutputGuard:
    """Guards one stream. A line may come in pieces, so it remembers how the current line begins."""

    def __init__(self) -> None:
        self._line = ""

    def plain(self, text: str, *, commands: bool = False) -> str:
        """Return `text` without any control but newlines and tabs.

        commands: its lines may be commands of a CI system, because they are ours.
        """
        shown = printable(text)
        return shown if commands else self._without_commands(shown)

    def drawn(self, text: str) -> str:
        """Return `text` as `plain` does, but with the escape sequences of styles."""
        if "\x1b" not in text:
            return self.plain(text)
        parts = _STYLES.split(text)
        if not all(map(is_printable, parts[::2])):
            parts[::2] = map(printable, parts[::2])
        return self._without_commands("".join(parts))

    def _without_commands(self, text: str) -> str:
        """Return `text` with a backslash in what a CI system would take for a command."""
        begun = self._line
        whole = f"{begun}{text}"
        parts, at = [], 0
        for place in command_places(whole):
            here = max(place - len(begun), 0)
            parts += [text[at:here], "\\"]
            at = here
        self._line = _start_of_line(whole)
        return "".join([*parts, text[at:]]) if parts else text


def _start_of_line(text: str) -> str:
    """Return what matters of the last line of `text`, which may go on."""
    line = text.rpartition("\n")[2].lstrip()
    return line if len(line) <= _LONGEST_START else f".{line[-_LONGEST_START:]}"


class GuardedStream(io.TextIOWrapper):
    """A stream of text that guards what is written to it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.guard = OutputGuard()

    def write(self, text: str, /) -> int:
        self.write_unguarded(self.guard.plain(text))
        return len(text)

    def write_unguarded(self, text: str, /) -> int:
        """Write what the guard has returned, or what moves the cursor."""
        return super().write(text)


def guard_of(stream: TextIO) -> OutputGuard:
    """Return the guard of a stream. One that guards nothing, as in a test, gets a guard for each text."""
    return stream.guard if isinstance(stream, GuardedStream) else OutputGuard()


def write_guarded(stream: TextIO, text: str) -> None:
    """Write a text that the guard of `stream` has returned, and flush it."""
    if isinstance(stream, GuardedStream):
        stream.write_unguarded(text)
    else:
        stream.write(text)
    stream.flush()
