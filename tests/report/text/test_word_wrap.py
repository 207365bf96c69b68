"""Text that arrives in pieces is wrapped between words, whatever the pieces are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from personactl.report.text.word_wrap import WordWrap

TEXT = "We open at nine every morning, and close when the last guest has found the way home."


def wrapped(pieces: list[str], width: int, at: int = 0) -> str:
    wrap = WordWrap(width, at)
    return "".join(map(wrap.add, pieces)) + wrap.end()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_lines_break_between_words_whatever_the_pieces_are(size: int) -> None:
    pieces = [TEXT[at : at + size] for at in range(0, len(TEXT), size)]
    lines = wrapped(pieces, 30, at=6).split("\n")
    assert " ".join(" ".join(lines).split()) == TEXT
    assert all(len(line.rstrip()) <= 30 for line in lines[1:])
    assert len(lines[0].rstrip()) <= 24


def test_a_word_is_shown_as_soon_as_it_is_complete() -> None:
    wrap = WordWrap(40)
    assert [wrap.add("Hel"), wrap.add("lo th"), wrap.add("ere. "), wrap.end()] == ["", "Hello ", "there. ", ""]


def test_a_script_without_spaces_breaks_beside_any_character() -> None:
    lines = wrapped(["星の先生は", "月のことをよく知っています"], 10).split("\n")
    assert "".join(lines) == "星の先生は月のことをよく知っています"
    assert max(map(cell_len, lines)) <= 10


@given(st.lists(st.text(alphabet="ab 星é.", max_size=12)), st.integers(min_value=10, max_value=60))
def test_no_character_but_white_space_is_lost(pieces: list[str], width: int) -> None:
    assert "".join(wrapped(pieces, width).split()) == "".join("".join(pieces).split())
