"""Tables that fit the width of a terminal.

Without a width (a pipe, a file) every column is shown in full. With one, the least important columns are dropped until
the rest fits at their minimum widths; then the columns that can shrink are shortened as far as needed.
"""

from collections.abc import Callable, Sequence
from typing import Generic, Literal, TypeVar

import msgspec
from rich.cells import cell_len, set_cell_size
from rich.text import Text

from personactl.report.text.printable import one_line

_EDGES = 2
_GAP = 3
"""Cells that a table on a terminal needs around and between its columns."""

_Item = TypeVar("_Item")


class Table(msgspec.Struct, frozen=True):
    """A table that is ready to print.

    columns: the header.
    rows: as many cells per row as there are columns; None is a cell without a value.
    """

    columns: list[str]
    rows: list[list[str | Text | None]]


class Column(msgspec.Struct, Generic[_Item], frozen=True):
    """A column of a table of items.

    name: the header.
    cell: returns the cell of an item, or None if it has no value.
    priority: the column with the lowest priority is dropped first; 0 is never dropped.
    min_width: how far the column can shrink, in cells; None if it cannot.
    align: the side to which cells are aligned.
    style: the Rich style of the cells.
    """

    name: str
    cell: Callable[[_Item], str | Text | None]
    priority: int = 0
    min_width: int | None = None
    align: Literal["left", "right"] = "left"
    style: str = ""


def fitted(columns: Sequence[Column[_Item]], items: Sequence[_Item], width: int | None) -> Table:
    """Return the table of `items`, at most `width` cells wide if the columns allow it."""
    cells = {column.name: [_text(column, item) for item in items] for column in columns}
    shown = list(columns)
    while width is not None and _min_total_width(shown, cells) > width and (dropped := _least_important(shown)):
        shown.remove(dropped)
    widths = {column.name: _natural(column, cells) for column in shown}
    if width is not None:
        _shrink(shown, widths, width)
    rows = zip(*([_sized(column, cell, widths) for cell in cells[column.name]] for column in shown), strict=True)
    return Table([_header(column, widths) for column in shown], [list(row) for row in rows])


def shortened(text: str, width: int) -> str:
    """Return `text` in at most `width` terminal cells; an ellipsis replaces the end of a longer one."""
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)).rstrip() + "…"


def _text(column: Column[_Item], item: _Item) -> Text | None:
    cell = column.cell(item)
    if cell is None or isinstance(cell, Text):
        return cell
    return Text(one_line(cell), style=column.style)


def _natural(column: Column[_Item], cells: dict[str, list[Text | None]]) -> int:
    return max([cell_len(column.name), *(cell.cell_len for cell in cells[column.name] if cell is not None)])


def _min_total_width(columns: Sequence[Column[_Item]], cells: dict[str, list[Text | None]]) -> int:
    widths = (min(_natural(column, cells), column.min_width or 1_000) for column in columns)
    return sum(widths) + _GAP * (len(columns) - 1) + _EDGES


def _least_important(columns: Sequence[Column[_Item]]) -> Column[_Item] | None:
    return min((column for column in columns if column.priority), key=lambda column: column.priority, default=None)


def _shrink(columns: Sequence[Column[_Item]], widths: dict[str, int], width: int) -> None:
    """Narrow `widths` until they fit: one cell at a time, from the column that can still shrink most."""
    available = width - _GAP * (len(columns) - 1) - _EDGES
    elastic = {column.name: column.min_width for column in columns if column.min_width is not None}
    while sum(widths.values()) > available:
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
