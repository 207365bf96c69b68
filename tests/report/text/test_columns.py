"""Tables that fit a terminal: what is shortened, dropped, folded, or shown as blocks of lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from personactl.cli.terminal.drawing import drawn_table
from personactl.report.text.columns import Column, fitted, shortened, shortened_id

ID = "30fa96d0-26c4-4e55-94a0-517025942e18"
Row = tuple[str, str, str]
COLUMNS: list[Column[Row]] = [
    Column("NAME", lambda row: row[0], fit="fold"),
    Column("LABEL", lambda row: row[1], priority=1, min_width=8),
    Column("ID", lambda row: row[2], fit="middle"),
]
ROWS: list[Row] = [("Cara", "a long label of a client", ID), ("front-desk-of-the-hotel", "", ID)]


def drawn(columns: list[Column[Row]], rows: list[Row], width: int) -> list[str]:
    console = Console(width=width, height=24, color_system=None, force_terminal=True, highlight=False)
    return [line.rstrip() for line in drawn_table(fitted(columns, rows, width), console).split("\n")]


def test_wide_letters_count_double() -> None:
    assert shortened("星の先生", 5) == "星の…"
    assert shortened("星の先生", 8) == "星の先生"


def test_an_id_keeps_both_of_its_ends() -> None:
    assert shortened_id(ID, 13) == "30fa96d0…2e18"
    assert shortened_id(ID, 36) == ID
    assert [len(shortened_id(ID, width)) for width in range(1, 40)] == [min(width, 36) for width in range(1, 40)]


def test_one_huge_cell_makes_no_huge_table() -> None:
    rows: list[Row] = [("x" * 5_000_000, "\x1b" * 5_000_000, ID), *[("Cara", "", ID)] * 1_000]
    for width in (None, 100):
        table = fitted(COLUMNS, rows, width)
        cells = [str(cell) for row in table.rows for cell in row if cell is not None]
        assert max(map(len, cells)) < 3_000
        assert table.widths is None or sum(table.widths) < 1_000


def test_a_pipe_gets_every_cell_whole() -> None:
    table = fitted(COLUMNS, ROWS, None)
    assert (table.columns, table.lines) == (["NAME", "LABEL", "ID"], None)
    assert [[str(cell) for cell in row] for row in table.rows] == [list(row) for row in ROWS]


def test_an_id_is_shortened_before_a_column_is_dropped() -> None:
    text = "\n".join(drawn(COLUMNS, ROWS, 80))
    assert "a long label of a client" in text
    assert ID not in text
    assert "2e18" in text


def test_a_column_of_little_importance_is_dropped_before_the_others_shrink_too_far() -> None:
    columns = [COLUMNS[0], Column[Row]("LABEL", lambda row: row[1], priority=1), COLUMNS[2]]
    text = "\n".join(drawn(columns, ROWS, 62))
    assert "LABEL" not in text
    assert "front-desk-of-the-hotel" in text


@pytest.mark.parametrize("width", [20, 30, 40])
def test_a_table_that_does_not_fit_becomes_blocks_with_all_values(width: int) -> None:
    lines = drawn(COLUMNS, ROWS, width)
    assert lines[0] == "Cara"
    assert " ".join(" ".join(lines).split()).count("LABEL a long label") == 1
    assert "".join("".join(lines).split()).count(ID) == 2
    assert not any("…" in line for line in lines)


@given(
    st.lists(st.tuples(*[st.text(alphabet="ab- 星é", max_size=50)] * 3), min_size=1, max_size=4),
    st.integers(min_value=12, max_value=200),
)
def test_no_line_is_wider_than_the_terminal(rows: list[Row], width: int) -> None:
    assert all(cell_len(line) <= width for line in drawn(COLUMNS, rows, width))


@given(st.text(alphabet="ab- 星é", max_size=80), st.integers(min_value=12, max_value=100))
def test_no_text_of_a_fitted_table_is_lost_in_blocks(text: str, width: int) -> None:
    column: Column[str] = Column("NAME", lambda row: "title")
    table = fitted([column, Column("TEXT", lambda row: row), Column("MORE", lambda row: "x" * 120)], [text], width)
    assert table.lines is not None
    shown = "".join("".join(line.plain.split()) for line in table.lines)
    assert "".join(text.split()) in shown


def test_a_cell_that_is_a_styled_text_keeps_its_style_when_it_is_shortened() -> None:
    column: Column[str] = Column("STATE", lambda row: Text(row, style="red"), min_width=6)
    (row,) = fitted([column], ["a long state"], 10).rows
    cell = row[0]
    assert isinstance(cell, Text)
    assert (cell.plain, cell.style) == ("a long…", "red")
