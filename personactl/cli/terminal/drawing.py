"""Draw styled lines and tables: with Rich on a terminal, as aligned plain text in a pipe.

Rich lays out one line after the other at a cost that thousands of lines make seconds of. So a line that fits the
terminal is written without a layout, with the escape sequences that Rich gives its styles.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, TypeAlias

from rich.text import Text

from personactl.report.text.printable import line_text
from personactl.report.text.styled import line_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

    from personactl.report.text.columns import Table

Cell: TypeAlias = str | Text | None

_GAP = 2
"""Blanks between the columns of a plain table."""


def drawn_lines(lines: Iterable[str | Text], console: "Console") -> str:
    """Return lines as they are written to a terminal. A line that is wider than the console is folded."""
    draw = _LineDrawer(console)
    return "".join(draw.drawn(_one_line(line)) for line in lines)


def drawn_table(table: "Table", console: "Console") -> str:
    """Return a table as it is written to a terminal."""
    return _captured(_rich_table(table), console) if table.lines is None else drawn_lines(table.lines, console)


def plain_table(table: "Table") -> list[Text]:
    """Return the lines of a table as aligned columns with a header line. None becomes "-"."""
    grid = [[Text(column, "bold") for column in table.columns], *([_cell(cell) for cell in row] for row in table.rows)]
    widths = [max(line[index].cell_len for line in grid) for index in range(len(table.columns))]
    return [_aligned(line, widths) for line in grid]


def _aligned(cells: Sequence[Text], widths: Sequence[int]) -> Text:
    line = Text()
    for cell, width in zip(cells, widths, strict=True):
        line.append_text(cell).append(" " * (width - cell.cell_len + _GAP))
    line.rstrip()
    return line


class _LineDrawer:
    def __init__(self, console: "Console") -> None:
        self._console = console
        self._width = console.width
        self._marks: dict[str, tuple[str, str]] = {}

    def drawn(self, line: Text) -> str:
        if line.cell_len <= self._width and "\n" not in line.plain and "\t" not in line.plain:
            return self._fitting(line)
        return "".join(map(self._fitting, line.wrap(self._console, self._width)))

    def _fitting(self, line: Text) -> str:
        if not line.spans and not line.style:
            return f"{line.plain}\n"
        pieces = list(self._pieces(line))
        return "".join(pieces) + "\n" if pieces else _captured(line, self._console)

    def _pieces(self, line: Text) -> Iterator[str]:
        """Yield the line's pieces with their escape sequences; nothing if two of its styles overlap."""
        spans = sorted(line.spans, key=lambda span: (span.start, span.end))
        if (line.style and spans) or any(after.start < before.end for before, after in pairwise(spans)):
            return
        if line.style:
            opening, closing = self._mark(str(line.style))
            yield f"{opening}{line.plain}{closing}"
            return
        at = 0
        for span in spans:
            opening, closing = self._mark(str(span.style))
            yield f"{line.plain[at : span.start]}{opening}{line.plain[span.start : span.end]}{closing}"
            at = span.end
        yield line.plain[at:]

    def _mark(self, style: str) -> tuple[str, str]:
        """Return the escape sequences before and after a text of this style."""
        if style not in self._marks:
            opening, _, closing = _captured(Text("x", style=style), self._console).rstrip("\n").partition("x")
            self._marks[style] = (opening, closing)
        return self._marks[style]


def _captured(drawing: object, console: "Console") -> str:
    with console.capture() as captured:
        console.print(drawing)
    return captured.get()


def _rich_table(table: "Table") -> "RichTable":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable

    drawn = RichTable(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column, width in zip_longest(table.columns, table.widths or ()):
        drawn.add_column(_one_line(column), width=width, overflow="fold")
    for row in table.rows:
        drawn.add_row(*map(_cell, row))
    return drawn


def _cell(cell: Cell) -> Text:
    return _one_line("-" if cell is None else cell)


def _one_line(text: str | Text) -> Text:
    """Return a text that is one line and controls nothing, before its width counts."""
    return line_of(text) if isinstance(text, Text) else Text(line_text(text))
