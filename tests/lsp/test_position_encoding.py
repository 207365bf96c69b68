"""Conversion between places and positions in every encoding, with characters of every width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, PositionEncodingKind

from personactl.document.node import Place
from personactl.lsp.position_encoding import PositionMap

_UNITS = {
    PositionEncodingKind.Utf8: "utf-8",
    PositionEncodingKind.Utf16: "utf-16-le",
    PositionEncodingKind.Utf32: "utf-32-le",
}
_WIDTHS = {PositionEncodingKind.Utf8: 1, PositionEncodingKind.Utf16: 2, PositionEncodingKind.Utf32: 4}


@pytest.mark.parametrize(
    ("encoding", "column"),
    [(PositionEncodingKind.Utf8, 16), (PositionEncodingKind.Utf16, 7), (PositionEncodingKind.Utf32, 5)],
)
def test_emoji_and_cjk_count_as_the_encoding_says(encoding: PositionEncodingKind, column: int) -> None:
    positions = PositionMap("name: x\n😀日本😀é|\n", encoding)
    assert positions.position(Place(2, 6)) == Position(1, column)


@pytest.mark.parametrize("encoding", _UNITS)
@given(text=st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n😀日\u2028\ufeff"), max_size=40))
def test_every_place_survives_the_round_trip(encoding: PositionEncodingKind, text: str) -> None:
    positions = PositionMap(text, encoding)
    for offset in range(len(positions.lines.text) + 1):
        place = positions.lines.place(offset)
        line = positions.lines.source_line(place.line)
        if place.column > len(line) + 1:
            continue  # inside a line end
        position = positions.position(place)
        assert positions.place(position) == place
        mark = "\ufeff" if place.line == 1 and text.startswith("\ufeff") else ""
        before = (mark + line[: place.column - 1]).encode(_UNITS[encoding])
        assert position.character == len(before) // _WIDTHS[encoding]


def test_a_column_past_the_line_is_its_end_and_a_line_past_the_text_is_the_texts_end() -> None:
    positions = PositionMap("ab\ncd", PositionEncodingKind.Utf16)
    assert positions.place(Position(0, 99)) == Place(1, 3)
    assert positions.place(Position(9, 0)) == Place(2, 3)


def test_a_column_inside_a_character_is_the_place_before_it() -> None:
    assert PositionMap("a😀b", PositionEncodingKind.Utf16).place(Position(0, 2)) == Place(1, 2)
