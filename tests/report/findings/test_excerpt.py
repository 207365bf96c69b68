"""Carets are under the span on terminals that use the standard character widths."""

import unicodedata

import pytest
from rich.cells import cell_len

from personactl.document.node import Place, Span
from personactl.report.findings.excerpt import excerpt
from personactl.report.text.printable import visible


def _at(start: int, end: int, *, last_line: int = 1) -> Span:
    return Span(Place(1, start), Place(last_line, end))


def _under(source: str, span: Span, width: int = 100) -> tuple[str, str]:
    """Return the line, and the part of it above the carets, cell by cell."""
    shown = excerpt(source, span, width)
    start = len(shown.carets) - len(shown.carets.lstrip())
    cells: list[str] = []
    for character in shown.line:
        cells.extend([character] + [""] * (cell_len(character) - 1))
    return shown.line, "".join(cells[start : len(shown.carets)])


def test_carets_are_under_the_span() -> None:
    shown = excerpt("name: Cara", _at(7, 11), 80)

    assert (shown.line, shown.carets) == ("name: Cara", "      ^^^^")


def test_an_empty_span_gets_one_caret() -> None:
    assert excerpt("name:", _at(6, 6), 80).carets == "     ^"
    assert excerpt("", _at(1, 1), 80).carets == "^"


def test_wide_characters_take_two_carets_each_and_push_the_mark_two_cells() -> None:
    shown = excerpt("name: 日本 カラ # x", _at(10, 12), 80)

    assert shown.carets == " " * 11 + "^^^^"
    assert _under("名前: 日本 カラ", _at(8, 10))[1] == "カラ"


def test_combining_marks_take_no_cell() -> None:
    assert excerpt("e\u0301e\u0301: x", _at(7, 8), 80).carets == "    ^"


def test_tabs_are_blanks_of_a_fixed_width_before_and_under_the_mark() -> None:
    shown = excerpt("\tname:\tx", _at(8, 9), 80)

    assert shown.line == "    name:    x"
    assert shown.carets == "             ^"
    assert excerpt("a\tb", _at(2, 3), 80).carets == " ^^^^"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\rb", r"a\rb"),
        ("a\u200bb", r"a\u200bb"),
        ("a\u202eb", r"a\u202eb"),
        ("a\ufeffb", r"a\ufeffb"),
        ("a\u2028b", r"a\u2028b"),
        ("a\x9bb", r"a\x9bb"),
        ("a\u00adb", r"a\xadb"),
    ],
)
def test_control_and_invisible_characters_are_shown_and_counted(source: str, line: str) -> None:
    shown = excerpt(source, _at(len(source), len(source) + 1), 80)

    assert shown.line == line
    assert shown.carets == " " * (len(line) - 1) + "^"


def test_emoji_that_are_joined_stay_joined() -> None:
    assert visible("a 👩‍🚀 b") == "a 👩‍🚀 b"


def test_nothing_that_is_shown_is_a_control_character() -> None:
    every = "".join(map(chr, [*range(0x3000), 0xD800, 0xFEFF, 0xE0001])).replace("\n", "")

    assert not {character for character in visible(every) if unicodedata.category(character) in {"Cc", "Cs"}}


def test_a_span_over_several_lines_ends_with_its_first() -> None:
    assert excerpt("text: [1,  ", _at(7, 2, last_line=3), 80).carets == "      ^^^"


def test_a_line_with_a_span_in_its_middle_is_cut_on_both_sides() -> None:
    line, under = _under("x" * 500 + "here" + "y" * 500, _at(501, 505), 40)

    assert line == "…" + "x" * 13 + "here" + "y" * 21 + "…"
    assert under == "here"


def test_a_long_line_is_cut_only_where_it_is_too_long() -> None:
    line, under = _under("key: " + "y" * 500, _at(1, 4), 40)
    assert (line, under) == ("key: " + "y" * 34 + "…", "key")

    line, under = _under("x" * 500 + "here", _at(501, 505), 40)
    assert (line, under) == ("…" + "x" * 13 + "here", "here")


def test_a_span_longer_than_the_width_is_cut_with_its_line() -> None:
    line, under = _under("key: " + "y" * 500, _at(6, 506), 40)

    assert line == "key: " + "y" * 34 + "…"
    assert under == "y" * 34


def test_a_cut_never_splits_a_wide_character_or_exceeds_the_width() -> None:
    for width in range(20, 60):
        for start in range(1, 300, 7):
            shown = excerpt("日本語" * 100, _at(start, start + 2), width)
            assert cell_len(shown.line) <= width
            assert cell_len(shown.carets) <= width


def test_a_line_that_just_fits_is_whole() -> None:
    assert excerpt("a" * 40, _at(40, 41), 40).line == "a" * 40
    assert excerpt("a" * 41, _at(41, 42), 40).line.startswith("…")


def test_a_place_beyond_the_line_points_at_its_end() -> None:
    assert excerpt("abc", _at(9, 12), 40).carets == "   ^"
