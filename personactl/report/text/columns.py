"""Tables that fit the width of a terminal.

Without a width (a pipe, a file) every column is shown, and of a cell at most 500 characters. With one, ids are
shortened in the middle and other columns are shrunk as far as they allow it, then the least important columns are
dropped. A table that does not fit even so becomes a block of lines for each row, in which nothing more is shortened or
left out.
"""

from collections.abc import Callable, Sequence
from typing import Generic, Literal, TypeVar

import msgspec
from rich.cells import cell_len, set_cell_size
from rich.text import Text

from personactl.report.text.printable import one_line
from personactl.report.text.styled import hanging_indent

_EDGES = 2
_GAP = 3
"""Cells that a table on a terminal needs around and between its columns."""

_MIN_ID = 13
"""Eight characters of the beginning of an id, an ellipsis, and four of its end."""
_LONGEST_CELL = 500
"""Characters of a cell, also in a pipe: every cell of a column becomes as wide as the longest one."""
_NARROW = 60
"""On a terminal of fewer cells, no column is dropped: blocks of lines can be read there, and tables hardly."""

_Item = TypeVar("_Item")


class Table(msgspec.Struct, frozen=True):
    """A table that is ready to print.

    columns: the header.
    rows: as many cells per row as there are columns; None is a cell without a value.
    widths: the width of each column in cells; None in a pipe. Longer cells are folded.
    lines: what to print instead, where the table does not fit; else None.
    """

    columns: list[str]
    rows: list[list[str | Text | None]]
    widths: list[int] | None = None
    lines: list[Text] | None = None


class Column(msgspec.Struct, Generic[_Item], frozen=True):
    """A column of a table of items.

    name: the header.
    cell: returns the cell of an item, or None if it has no value.
    priority: the column with the lowest priority is dropped first; 0 is never dropped.
    min_width: how far the column can shrink, in cells. None if it cannot, or for "fold" to its longest word.
    fit: how a longer cell fits: its end is cut, its middle (for ids), or it is folded between words.
    align: the side to which cells are aligned.
    style: the Rich style of the cells.
    """

    name: str
    cell: Callable[[_Item], str | Text | None]
    priority: int = 0
    min_width: int | None = None
    fit: Literal["end", "middle", "fold"] = "end"
    align: Literal["left", "right"] = "left"
    style: str = ""


def fitted(columns: Sequence[Column[_Item]], items: Sequence[_Item], width: int | None) -> Table:
    """Return the table of `items`, at most `width` cells wide."""
    cells = {column.name: [_text(column, item) for item in items] for column in columns}
    shown = list(columns)
    while width is not None and _min_total_width(shown, cells) > width and (dropped := _least_important(shown)):
        shown.remove(dropped)
    widths = {column.name: _natural(column, cells) for column in shown}
    lines = None
    if width is not None:
        if _min_total_width(shown, cells) > width or (width < _NARROW and len(shown) < len(columns)):
            lines = _blocks(columns, cells, width)
        else:
            _shrink(shown, widths, cells, width)
    rows = zip(*([_sized(column, cell, widths) for cell in cells[column.name]] for column in shown), strict=True)
    return Table(
        [_header(column, widths) for column in shown],
        [list(row) for row in rows],
        None if width is None else [widths[column.name] for column in shown],
        lines,
    )


def shortened(text: str, width: int) -> str:
    """Return `text` in at most `width` terminal cells; an ellipsis replaces the end of a longer one."""
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)).rstrip() + "…"


def shortened_id(text: str, width: int) -> str:
    """Return an id in at most `width` characters; an ellipsis replaces the middle of a longer one.

    Two thirds are its beginning, because commands accept the beginning of an id.
    """
    if len(text) <= width:
        return text
    tail = max(0, width - 1) // 3
    return f"{text[: width - 1 - tail]}…{text[-tail:] if tail else ''}"


def _blocks(columns: Sequence[Column[_Item]], cells: dict[str, list[Text | None]], width: int) -> list[Text]:
    """Return a title and `NAME  value` lines for each row, with whole values; a row without a value has no line."""
    title, *others = columns
    name_width = max((cell_len(column.name) for column in others), default=0)
    lines: list[Text] = []
    for index, head in enumerate(cells[title.name]):
        first = Text("-") if head is None else Text(head.plain.strip(), style="bold")
        lead = Text(f"{title.name} ", style="dim") if first.plain.isdigit() else Text()
        lines += hanging_indent(lead, first, Text(), width)
        for column in others:
            if (cell := cells[column.name][index]) is not None and cell.plain.strip():
                name = Text(f"  {column.name.ljust(name_width)}  ", style="dim")
                lines += hanging_indent(name, cell, Text(" " * name.cell_len), width)
    return lines


def _text(column: Column[_Item], item: _Item) -> Text | None:
    cell = column.cell(item)
    if cell is None:
        return None
    if isinstance(cell, Text):
        cell.truncate(_LONGEST_CELL, overflow="ellipsis")
        return cell
    if len(cell) > _LONGEST_CELL:
        cell = shortened(cell[: _LONGEST_CELL + 1], _LONGEST_CELL)
    return Text(one_line(cell), style=column.style)


def _natural(column: Column[_Item], cells: dict[str, list[Text | None]]) -> int:
    return max([cell_len(column.name), *(cell.cell_len for cell in cells[column.name] if cell is not None)])


def _min_width(column: Column[_Item], cells: dict[str, list[Text | None]]) -> int:
    natural = _natural(column, cells)
    if column.fit == "middle":
        return min(natural, max(_MIN_ID, cell_len(column.name)))
    if column.fit == "fold":
        words = (word for cell in cells[column.name] if cell is not None for word in cell.plain.split())
        least = column.min_width or max((cell_len(word) for word in words), default=0)
        return min(natural, max(least, cell_len(column.name)))
    return min(natural, max(column.min_width, cell_len(column.name))) if column.min_width is not None else natural


def _min_total_width(columns: Sequence[Column[_Item]], cells: dict[str, list[Text | None]]) -> int:
    return sum(_min_width(column, cells) for column in columns) + _GAP * (len(columns) - 1) + _EDGES


def _least_important(columns: Sequence[Column[_Item]]) -> Column[_Item] | None:
    return min((column for column in columns if column.priority), key=lambda column: column.priority, default=None)


def _shrink(
    columns: Sequence[Column[_Item]], widths: dict[str, int], cells: dict[str, list[Text | None]], width: int
) -> None:
    """Narrow `widths` until they fit: one cell at a time, first ids, then the column that can still shrink most."""
    available = width - _GAP * (len(columns) - 1) - _EDGES
    least = {column.name: _min_width(column, cells) for column in columns}
    ids = {column.name for column in columns if column.fit == "middle"}
    while sum(widths.values()) > available:
        elastic = [name for name in widths if widths[name] > least[name]]
        name = max(elastic, key=lambda name: (name in ids, widths[name] - least[name]), default=None)
        if name is None:
            return
        widths[name] -= 1


def _sized(column: Column[_Item], cell: Text | None, widths: dict[str, int]) -> Text | None:
    width = widths[column.name]
    if cell is None:
        return Text("-".rjust(width)) if column.align == "right" else None
    if cell.cell_len > width and column.fit != "fold":
        shorten = shortened_id if column.fit == "middle" else shortened
        return Text(shorten(cell.plain, width), style=cell.style)
    if column.align == "right":
        return Text(" " * (width - cell.cell_len)) + cell
    return cell


def _header(column: Column[_Item], widths: dict[str, int]) -> str:
    return column.name.rjust(widths[column.name]) if column.align == "right" else column.name
