"""Progress as a bar on a terminal, and as nothing elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from personactl.report.text.printable import line_text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


class Uncounted:
    """A counter that shows nothing."""

    def advance(self, tally: str = "") -> None:
        pass


class Bar:
    """A counter that moves a bar."""

    def __init__(self, bar: "Progress", description: str, total: int) -> None:
        self._bar = bar
        self._task = bar.add_task(description, total=total, tally="")

    def advance(self, tally: str = "") -> None:
        self._bar.update(self._task, advance=1, tally=line_text(tally))


@contextmanager
def progress_bar(console: "Console", description: str, total: int) -> Iterator[Bar]:
    """Show a bar of `total` items on `console` inside the block."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[tally]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield Bar(bar, description, total)
