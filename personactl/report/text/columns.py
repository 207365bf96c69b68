"""Tables that fit: columns declared once, then as many of them as a terminal of some width can show.

With no width (a pipe, a file) every column stands whole, so that what is looked for can be found. In a width, columns
that may shrink do so first, then the least important ones leave, and what is left over goes back to those that shrank.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from personactl.report.text.printable import one_line

_EDGES = 2
_GAP = 3
"""What a table on a terminal needs around and between its columns."""

_Item = TypeVar("_Item")


class Table(NamedTuple):
    """A header and rows of equal length; None is a cell that has no value."""

    columns: list[str]
    rows: list[list[str | Text | None]]


@dataclass(frozen=True, slots=True)
class Column(Generic[_Item]):
    """`cell` makes one cell. The lowest `keep` leaves first; 0 stays always. `least` is how far it may shrink."""

    name: str
    cell: Callable[[_Item], str | Text | None]
    keep: int = 0
    least: int | None = None
    align: Literal["left", "right"] = "left"
    style: str = ""


def fitted(columns: Sequence[Column[_Item]], items: Sequence[_Item], width: int | None) -> Table:
    """The table of `items`, in no more than `width` cells of a terminal if there is a way."""
    cells = {column.name: [_text(column, item) for item in items] for column in columns}
    shown = list(columns)
    while width is not None and _least_width(shown, cells) > width and (leaving := _least_important(shown)):
        shown.remove(leaving)
    widths = {column.name: _natural(column, cells) for column in shown}
    if width is not None:
        _shrink(shown, widths, width)
    rows = zip(*([_sized(column, cell, widths) for cell in cells[column.name]] for column in shown), strict=True)
    return Table([_header(column, widths) for column in shown], [list(row) for row in rows])


def shortened(text: str, width: int) -> str:
    """`text` in at most `width` cells of a terminal, its end replaced by an ellipsis if it is too long."""
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)).rstrip() + "…"


def folded(text: str, width: int) -> list[str]:
    """`text` broken into lines of at most `width` cells, between words where it can be."""
    lines: list[str] = []
    line = ""
    for word in one_line(text).split(" "):
        if line and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
        while cell_len(line) > width > 1:
            head = set_cell_size(line, width).rstrip()
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line]


def _text(column: Column[_Item], item: _Item) -> Text | None:
    cell = column.cell(item)
    if cell is None or isinstance(cell, Text):
        return cell
    return Text(one_line(cell), style=column.style)


def _natural(column: Column[_Item], cells: dict[str, list[Text | None]]) -> int:
    return max([cell_len(column.name), *(cell.cell_len for cell in cells[column.name] if cell is not None)])


def _least_width(columns: Sequence[Column[_Item]], cells: dict[str, list[Text | None]]) -> int:
    widths = (min(_natural(column, cells), column.least or 1_000) for column in columns)
    return sum(widths) + _GAP * (len(columns) - 1) + _EDGES


def _least_important(columns: Sequence[Column[_Item]]) -> Column[_Item] | None:
    return min((column for column in columns if column.keep), key=lambda column: column.keep, default=None)


def _shrink(columns: Sequence[Column[_Item]], widths: dict[str, int], width: int) -> None:
    """Take what is too much from the widest column that can still shrink, cell by cell."""
    room = width - _GAP * (len(columns) - 1) - _EDGES
    elastic = {column.name: column.least for column in columns if column.least is not None}
    while sum(widths.values()) > room:
        name = max(elastic, key=lambda name: widths[name] - elastic[name], default=None)
        if name is None or widths[name] <= elastic[name]:
            return
        widths[name] -= 1


def _sized(column: Column[_Item], cell: Text | None, widths: dict[str, int]) -> Text | None:
    width = widths[column.name]
    if cell is None:
        return Text("-".rjust(width)) if column.align == "right" else None
    if cell.cell_len > width:
        return Text(shortened(cell.plain, width), style=cell.style)
    if column.align == "right":
        return Text(" " * (width - cell.cell_len)) + cell
    return cell


def _header(column: Column[_Item], widths: dict[str, int]) -> str:
    return column.name.rjust(widths[column.name]) if column.align == "right" else column.name
