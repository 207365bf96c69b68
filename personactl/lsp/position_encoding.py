"""Convert places to the positions of the protocol, which count lines from 0 and columns in units of an encoding.

Places count lines and code points from 1, without a byte order mark, which is a part of the editor's text.
"""

from typing import TypeAlias

from lsprotocol.types import Position, PositionEncodingKind, Range

from personactl.document.line_index import Lines
from personactl.document.node import Place, Span
from personactl.document.parser import BYTE_ORDER_MARK

Encoding: TypeAlias = PositionEncodingKind | str


class PositionMap:
    """One text of the editor. `lines` is the text to which places and offsets refer."""

    __slots__ = ("_encoding", "_mark", "lines")

    def __init__(self, text: str, encoding: Encoding) -> None:
        self.lines = Lines(text.removeprefix(BYTE_ORDER_MARK))
        self._encoding = encoding
        self._mark = text[:1] if text.startswith(BYTE_ORDER_MARK) else ""

    def position(self, place: Place) -> Position:
        lead = len(self._mark) if place.line == 1 else 0
        before = self._line(place.line)[: lead + place.column - 1]
        return Position(place.line - 1, self._units(before))

    def range(self, span: Span) -> Range:
        return Range(self.position(span.start), self.position(span.end))

    def span(self, range: Range) -> Span:
        return Span(self.place(range.start), self.place(range.end))

    def place(self, position: Position) -> Place:
        """Return the place at `position`.

        As the protocol requires, a column after the end of a line is the end of the line, and a line after the last one
        is the end of the text. A column inside a character is the place before it.
        """
        last = self.lines.place(len(self.lines.text))
        if position.line + 1 > last.line:
            return last
        lead = len(self._mark) if position.line == 0 else 0
        remaining = position.character
        line = self._line(position.line + 1)
        for index, character in enumerate(line):
            remaining -= self._units(character)
            if remaining < 0:
                return Place(position.line + 1, max(index - lead, 0) + 1)
        return Place(position.line + 1, len(line) - lead + 1)

    def offset(self, position: Position) -> int:
        return self.lines.offset(self.place(position))

    def _line(self, number: int) -> str:
        """Return a line; the first one with the byte order mark."""
        line = self.lines.source_line(number)
        return self._mark + line if number == 1 else line

    def _units(self, text: str) -> int:
        match self._encoding:
            case PositionEncodingKind.Utf8:
                return len(text.encode("utf-8", "surrogatepass"))
            case PositionEncodingKind.Utf32:
                return len(text)
            case _:
                return len(text.encode("utf-16-le", "surrogatepass")) // 2
