"""A console of Rich's that moves the cursor of stderr: progress bars and spinners.

The movements leave as Rich writes them. What is between them is data, and is escaped like all other output.
"""

from collections.abc import Iterable
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from personactl.cli.terminal.output_guard import OutputGuard, write_guarded


def moving_console(stream: TextIO, width: int, height: int) -> Console:
    """Return a console on `stream`, which is a terminal of `width` cells."""
    return _MovingConsole(file=_Cursor(stream), width=width, height=height)  # type: ignore[arg-type]  # Rich calls these methods only


class _MovingConsole(Console):
    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(OutputGuard().plain(segment.text), segment.style)


class _Cursor:
    """Gives Rich a stream on which it may move the cursor."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        write_guarded(self._stream, text)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
