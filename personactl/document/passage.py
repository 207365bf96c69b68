"""A text value and the place of each of its characters in the file.

Rules check values and people edit files; quotes, escapes, indentation and folded lines lie between the two. Places are
computed when the first one is needed, because most texts have no findings.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from personactl.document.document import Document
from personactl.document.line_index import Lines, with_lf
from personactl.document.node import Scalar, Span, Style
from personactl.document.scalar_source import Piece, pieces
from personactl.document.scalars import scalar_value

LeftOut: TypeAlias = Callable[[str], Iterable[tuple[int, int]]]
"""Returns the start and end of each range of a file's text that does not belong to the value, in order."""

_Written: TypeAlias = Style | Literal["file"]

_NOT_IN_PLAIN = frozenset("\n\t:#,[]{}&*!|>'\"%@`\\")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


class _Map(msgspec.Struct, frozen=True):
    """The pieces of a text.

    pieces: the pieces in order.
    starts: the offset of each piece in the text.
    origin: the offset of the source in the file.
    """

    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]
    origin: int

    def around(self, index: int) -> tuple[int, int]:
        """Return the start and end of the source of the character at `index`."""
        number = bisect_right(self.starts, index) - 1
        piece, inner = self.pieces[number], index - self.starts[number]
        if len(piece.text) == piece.width:
            return self.origin + piece.source + inner, self.origin + piece.source + inner + 1
        return self.origin + piece.source, self.origin + piece.source + piece.width


class Passage:
    """A text value of a file.

    path: the file.
    text: the value with LF as line end.
    lines: the text of the file.
    """

    __slots__ = ("_left_out", "_map", "_raw", "_span", "_written", "lines", "path", "text")

    def __init__(
        self,
        path: Path,
        text: str,
        lines: Lines,
        *,
        written: _Written,
        raw: str,
        span: Span,
        left_out: LeftOut | None = None,
    ) -> None:
        """Store the value and its source.

        written: the style of the source.
        raw: the source of `text`.
        span: the place of `raw`.
        left_out: finds the parts of `raw` that do not belong to the value.
        """
        self.path = path
        self.text = text
        self.lines = lines
        self._written: _Written = written
        self._raw = raw
        self._span = span
        self._left_out = left_out
        self._map: _Map | None = None

    @property
    def without_quotes(self) -> bool:
        """Whether the value is written as a plain scalar of one line or more."""
        return self._written == "plain"

    def span(self, start: int, end: int) -> Span:
        """Return the place of the range from code point `start` up to, not including, `end` of the value.

        An empty range is the place before the character at `start`. If the source cannot be followed character by
        character, the result is the whole scalar.
        """
        offsets = self._offsets(start, end)
        return self._span if offsets is None else self.lines.span(*offsets)

    def editable(self, start: int, end: int) -> bool:
        """Return whether the source of the range is equal to it, so that a replacement affects only this range."""
        offsets = self._offsets(start, end)
        return offsets is not None and self.lines.text[slice(*offsets)] == self.text[start:end]

    def rewritten(self, start: int, end: int, text: str) -> tuple[Span, str] | None:
        """Return the span to replace and its new source, so that exactly this range of the value becomes `text`.

        The result is None if the style of the scalar does not allow it or the effect is not certain.
        """
        offsets = self._offsets(start, end)
        if offsets is None:
            return None
        source = self._source_of(text)
        origin = self._places().origin
        left, right = offsets[0] - origin, offsets[1] - origin
        if self._left_out is not None and any(left <= start < right for start, _ in self._left_out(self._raw)):
            return None
        changed = self._raw[:left] + source + self._raw[right:]
        new_value = self.text[:start] + text + self.text[end:]
        return (self.lines.span(*offsets), source) if self._means(changed, new_value) else None

    def _means(self, raw: str, new_value: str) -> bool:
        if "".join(piece.text for piece in self._pieces(raw, new_value)) != new_value:
            return False
        if self._written in {"literal", "folded"}:  # a blank block does not show how far it is indented
            return bool(self.text.strip() and new_value.strip())
        if self._written == "plain":
            return not _NOT_IN_PLAIN & (set(new_value) - set(self.text)) and _stays_plain(new_value)
        return True

    def _source_of(self, text: str) -> str:
        match self._written:
            case "single":
                return text.replace("'", "''")
            case "double":
                return "".join(_ESCAPES.get(character, character) for character in text)
            case "literal":
                return self._indented(text)
            case "file":
                return text.replace("\n", self._line_end())
            case "plain" | "folded":
                return text

    def _indented(self, text: str) -> str:
        """Return the text for a literal block: each line except empty ones gets the indentation of the block."""
        first = next((piece for piece in self._places().pieces if piece.text != "\n"), None)
        before = self._raw[: first.source] if first else ""
        indent = " " * (len(before) - len(before.rstrip(" ")))
        first_line, *others = text.split("\n")
        lines = [indent + line if line or number == len(others) else "" for number, line in enumerate(others, 1)]
        return self._line_end().join([first_line, *lines])

    def _line_end(self) -> str:
        head = self.lines.text[: self.lines.text.find("\n") + 1]
        return "\r\n" if head.endswith("\r\n") else "\n"

    def _offsets(self, start: int, end: int) -> tuple[int, int] | None:
        places = self._places()
        if not places.pieces:
            return None
        if start < end:
            return places.around(start)[0], places.around(end - 1)[1]
        at = places.around(start)[0] if start < len(self.text) else places.around(len(self.text) - 1)[1]
        return at, at

    def _places(self) -> _Map:
        if self._map is None:
            found = tuple(self._pieces(self._raw, self.text))
            if "".join(piece.text for piece in found) != self.text:
                found = ()
            starts = tuple(accumulate((len(piece.text) for piece in found), initial=0))[:-1] if found else ()
            self._map = _Map(found, starts, self.lines.offset(self._span.start))
        return self._map

    def _pieces(self, raw: str, value: str) -> Iterator[Piece]:
        if self._written != "file":
            return pieces(raw, self._written, value)
        return _file_pieces(raw, () if self._left_out is None else self._left_out(raw))


def scalar_passage(document: Document, scalar: Scalar) -> Passage:
    """Return the text of a scalar of `document`; for a scalar that is not text, its source."""
    text = scalar.value if isinstance(scalar.value, str) else scalar.raw
    return Passage(document.path, text, document.lines, written=scalar.style, raw=scalar.raw, span=scalar.span)


def file_passage(path: Path, text: str, left_out: LeftOut | None = None) -> Passage:
    """Return a whole text file, such as a prompt.

    path: the file.
    text: its content with its line ends, without a byte order mark.
    left_out: finds the parts that do not belong to the value.
    """
    stretches = () if left_out is None else tuple(left_out(text))
    # Each part on its own: a CR before what is left out and an LF after it are two line ends.
    value = "".join(with_lf(text[start:end]) for start, end in _kept(text, stretches))
    lines = Lines(text)
    span = lines.span(0, len(text))
    return Passage(path, value, lines, written="file", raw=text, span=span, left_out=left_out if stretches else None)


def _file_pieces(raw: str, left_out: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    for done, end in _kept(raw, left_out):
        while (at := raw.find("\r", done, end)) >= 0:
            width = 2 if raw.startswith("\n", at + 1, end) else 1
            if at > done:
                yield Piece(raw[done:at], done, at - done)
            yield Piece("\n", at, width)
            done = at + width
        if done < end:
            yield Piece(raw[done:end], done, end - done)


def _kept(raw: str, left_out: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the ranges between those that are left out, without empty ones."""
    done = 0
    for start, end in left_out:
        if start > done:
            yield done, start
        done = end
    if done < len(raw):
        yield done, len(raw)


def _stays_plain(text: str) -> bool:
    """Return whether YAML certainly reads the unquoted `text` as this text."""
    if scalar_value(text, plain=True, tag=None) != text or text != text.strip():
        return False
    return text[0] not in "-?:,[]{}#&*!|>'\"%@`" and ": " not in text and " #" not in text and text[-1] != ":"
