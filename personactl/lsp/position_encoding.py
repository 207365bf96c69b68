"""Places in a text as the protocol counts them: lines from 0, columns in code units of the encoding agreed upon.

Our own places count code points from 1 and leave a byte order mark out; the editor has it in its text.
"""

from typing import TypeAlias

from lsprotocol.types import Position, PositionEncodingKind, Range

from personactl.document.lines import Lines
from personactl.document.node import Place, Span
from personactl.document.parser import BYTE_ORDER_MARK

Encoding: TypeAlias = PositionEncodingKind | str


class Grid:
    """One text, as the editor holds it. `lines` is the text that places and offsets count in."""

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
        """A column past its line is the line's end, a line past the text is the text's end, as the protocol has it.

        A column inside of a character is the place before that character.
        """
        last = self.lines.place(len(self.lines.text))
        if position.line + 1 > last.line:
            return last
        lead = len(self._mark) if position.line == 0 else 0
        left = position.character
        line = self._line(position.line + 1)
        for index, character in enumerate(line):
            left -= self._units_of(character)
            if left < 0:
                return Place(position.line + 1, max(index - lead, 0) + 1)
        return Place(position.line + 1, len(line) - lead + 1)

    def offset(self, position: Position) -> int:
        return self.lines.offset(self.place(position))

    def _line(self, number: int) -> str:
        """With the byte order mark that stands before the first one."""
        line = self.lines.source_line(number)
        return self._mark + line if number == 1 else line

    def _units(self, text: str) -> int:
        return sum(map(self._units_of, text))

    def _units_of(self, character: str) -> int:
        match self._encoding:
            case PositionEncodingKind.Utf8:
                return len(character.encode("utf-8", "surrogatepass"))
            case PositionEncodingKind.Utf32:
                return 1
            case _:
                return 2 if ord(character) > 0xFFFF else 1
