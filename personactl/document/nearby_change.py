"""Whether a change of a scalar's source has the meant effect, judged by what is near the change.

To read the whole scalar again for each change takes a time that grows with the square of a text with many of them. So
only the source between two places is read at which the parser's state does not depend on the change. None means that
there are no such places nearby, and the caller reads everything.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final, TypeAlias

import msgspec

from personactl.document.node import Style
from personactl.document.scalar_source import LINE_BREAK, Piece, block_indentation, block_pieces, pieces
from personactl.document.scalars import scalar_value

LeftOut: TypeAlias = Callable[[str], Iterable[tuple[int, int]]]
"""Returns the start and end of each range of a file's text that does not belong to the value, in order. A range has
text on one line, and may take the end of that line with it."""

_LONG_LINE: Final = 2000
_WHITE: Final = " \t\r\n"
_NOT_IN_PLAIN: Final = frozenset("\n\t:#,[]{}&*!|>'\"%@`\\")
_NOT_FIRST: Final = "-?:,[]{}#&*!|>'\"%@`"
_ONE_WORD: Final = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-.~")
"""The characters of numbers, flags and nulls."""


class Change(msgspec.Struct, frozen=True):
    """A change of a text and of its source.

    start: offset in the text at which the change begins.
    end: offset in the text at which it ends.
    text: what stands there instead.
    left: offset in the source at which the change begins.
    right: offset in the source at which it ends.
    source: what stands there instead.
    """

    start: int
    end: int
    text: str
    left: int
    right: int
    source: str


class Followed(msgspec.Struct, frozen=True, dict=True):
    """A text whose source was followed character by character.

    raw: the source.
    text: the value.
    style: the style of the scalar.
    pieces: the pieces of the text, in order; together they are the text.
    starts: the offset of each piece in the text.
    """

    raw: str
    text: str
    style: Style
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]

    def means(self, change: Change) -> bool | None:
        """Return whether the value becomes exactly what the change says; None if that takes reading everything."""
        match self.style:
            case "plain":
                return self._stays_plain(change) and self._flow_means(change)
            case "single" | "double":
                return self._flow_means(change)
            case "literal" | "folded":
                return self._keeps_ink(change) and self._block_means(change)

    def _flow_means(self, change: Change) -> bool:
        left, right = self._before(change.left), self._after(change.right)
        source = self.raw[left : change.left] + change.source + self.raw[change.right : right]
        wanted = self.text[self._value_at(left) : change.start] + change.text
        wanted += self.text[change.end : self._value_at(right)]
        if self.style != "plain":
            source = f"'{source}'"  # the quotes are not looked at
        return "".join(piece.text for piece in pieces(source, self.style, "")) == wanted

    def _before(self, at: int) -> int:
        """Return the nearest place before `at` that white space and escapes around the change cannot reach."""
        begin = 0 if self.style == "plain" else 1
        while at > begin:
            if self.raw[at - 1] in _WHITE:
                at -= 1
                continue
            piece = self._piece_at(at - 1)
            if piece is None or piece.source + piece.width < at:  # the backslash of an escaped line end
                at -= 1
            elif piece.source + piece.width > at and len(piece.text) != piece.width:
                at = piece.source
            else:
                break
        return at

    def _after(self, at: int) -> int:
        end = len(self.raw) if self.style == "plain" else len(self.raw) - 1
        while at < end and self.raw[at] in _WHITE:
            at += 1
        return at

    def _value_at(self, at: int) -> int:
        """Return the offset in the text of a place between two pieces, or inside a piece without escapes."""
        number = bisect_right(self._sources, at) - 1
        if number < 0:
            return 0
        piece = self.pieces[number]
        inner = min(at - piece.source, piece.width)
        return self.starts[number] + (inner if len(piece.text) == piece.width else len(piece.text) if inner else 0)

    def _piece_at(self, at: int) -> Piece | None:
        number = bisect_right(self._sources, at) - 1
        return self.pieces[number] if number >= 0 else None

    def _stays_plain(self, change: Change) -> bool:
        """Return whether YAML certainly reads the new text as text when it has no quotes."""
        text, start, end = self.text, change.start, change.end
        if self._has_signs or _NOT_IN_PLAIN & (set(change.text) - self._characters):
            return False
        first = (text[:1] if start else "") or (change.text + text[end : end + 1])[:1]
        last = (text[-1:] if end < len(text) else "") or (text[max(0, start - 1) : start] + change.text)[-1:]
        if not first or first.isspace() or last.isspace() or first in _NOT_FIRST or last == ":":
            return False
        seam = text[max(0, start - 1) : start] + change.text + text[end : end + 1]
        if ": " in seam or " #" in seam:
            return False
        if self._others[0] < start or self._others[1] >= end:  # not one word, so not a number either
            return True
        value = text[:start] + change.text + text[end:]
        return scalar_value(value, plain=True, tag=None) == value

    def _keeps_ink(self, change: Change) -> bool:
        """Return whether a block has text before and after the change: a blank one does not show its indentation."""
        first, last = self._ink
        return first <= last and (first < change.start or last >= change.end or bool(change.text.strip()))

    def _block_means(self, change: Change) -> bool | None:
        number = bisect_right(self.starts, change.start) - 1
        piece = self.pieces[number]
        inner, stop = change.start - self.starts[number], change.end - self.starts[number]
        if inner and piece.text != "\n" and stop <= len(piece.text) and not {"\n", "\r"} & set(change.text):
            return True  # inside of a line, whose first character stays
        above, below = self._content_line(change.left, -1), self._content_line(change.right, 1)
        if above is None or below is None:
            return None
        start, end = self.pieces[above], self.pieces[below]
        first, last = start.source - self._indent, end.source + end.width
        source = self.raw[first : change.left] + change.source + self.raw[change.right : last]
        wanted = self.text[self.starts[above] : change.start] + change.text
        wanted += self.text[change.end : self.starts[below] + len(end.text)]
        found = block_pieces(f"|-\n{source}", self._indent, folded=self.style == "folded")
        return "".join(piece.text for piece in found) == wanted

    def _content_line(self, at: int, step: int) -> int | None:
        """Return the piece with the nearest line that is not empty, above or below the line of the source at `at`."""
        line = bisect_right(self._line_starts, at) - 1
        if step < 0:
            number = bisect_left(self._sources, self._line_starts[line]) - 1
        else:
            following = self._line_starts[line + 1 : line + 2]
            number = bisect_left(self._sources, following[0]) if following else len(self.pieces)
        while 0 <= number < len(self.pieces):
            piece = self.pieces[number]
            if piece.text == self.raw[piece.source : piece.source + piece.width] and not piece.text.isspace():
                return number
            number += step
        return None

    @cached_property
    def _sources(self) -> list[int]:
        return [piece.source for piece in self.pieces]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in LINE_BREAK.finditer(self.raw))]

    @cached_property
    def _indent(self) -> int:
        return block_indentation(self.raw, self.text)

    @cached_property
    def _ink(self) -> tuple[int, int]:
        """The offsets of the first and the last character that is not white space."""
        return len(self.text) - len(self.text.lstrip()), len(self.text.rstrip()) - 1

    @cached_property
    def _characters(self) -> frozenset[str]:
        return frozenset(self.text)

    @cached_property
    def _has_signs(self) -> bool:
        return ": " in self.text or " #" in self.text

    @cached_property
    def _others(self) -> tuple[int, int]:
        """The offsets of the first and the last character that no number, flag or null has."""
        found = [at for at, sign in enumerate(self.text) if sign not in _ONE_WORD]
        return (found[0], found[-1]) if found else (len(self.text), -1)


class FollowedFile(msgspec.Struct, frozen=True, dict=True):
    """A whole text file.

    raw: its text.
    left_out: the ranges that do not belong to the value.
    find_left_out: finds them.
    """

    raw: str
    left_out: tuple[tuple[int, int], ...]
    find_left_out: LeftOut | None

    def means(self, change: Change) -> bool | None:
        """Return whether the value becomes exactly what the change says; None if that takes reading everything."""
        source = self.raw[max(0, change.left - 1) : change.left] + change.source
        before = source[: len(source) - len(change.source) + 1]
        if (
            "\r" in change.text
            or before == "\r\n"
            or (source + self.raw[change.right : change.right + 1])[-2:] == "\r\n"
        ):
            return None
        return True if not self.left_out else self._leaves_ranges(change)

    def _leaves_ranges(self, change: Change) -> bool | None:
        """Return whether no range is on the lines of the change, before it and after it."""
        first = bisect_right(self._line_starts, change.left) - 1
        last = bisect_right(self._line_starts, change.right)
        start = self._line_starts[first]
        end = self._line_starts[last] if last < len(self._line_starts) else len(self.raw)
        number = bisect_right(self._range_ends, start)
        if end - start > _LONG_LINE or self.find_left_out is None:
            return None
        if number < len(self.left_out) and self.left_out[number][0] < end:
            return None
        line = self.raw[start : change.left] + change.source + self.raw[change.right : end]
        return True if not tuple(self.find_left_out(line)) else None

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in LINE_BREAK.finditer(self.raw))]

    @cached_property
    def _range_ends(self) -> list[int]:
        return [end for _, end in self.left_out]
