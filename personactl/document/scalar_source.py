"""Splits the source of a scalar into pieces and tells which range of the value each piece is.

It repeats what the YAML parser does with quotes, escapes, folded lines and indentation, and keeps the offsets, which
the parser does not. The caller compares the value with that of the parser; if they differ, the places are unknown.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import msgspec

from personactl.document.node import Style

_ESCAPED: Final = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
LINE_BREAK = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_EXPLICIT = re.compile(r"[|>][-+]?[1-9]")
_NO_SPACE = re.compile(r"[^ \r\n]")
_IN_PLAIN = re.compile(r"[\r\n][ \t\r\n]*")
_IN_SINGLE = re.compile(r"''|[\r\n][ \t\r\n]*")
_IN_DOUBLE = re.compile(
    r"\\(?:(?:\r\n|\r|\n)[ \t\r\n]*|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|[\r\n][ \t\r\n]*"
)


class Piece(msgspec.Struct, frozen=True):
    """A part of the value and its source. Either each character has one code point of source, or one character has all.

    text: the part of the value.
    source: the offset of its source.
    width: the length of its source.
    """

    text: str
    source: int
    width: int


def pieces(raw: str, style: Style, value: str) -> Iterator[Piece]:
    """Yield the pieces of the scalar written as `raw`, in order; offsets count in `raw`.

    value: the value from the parser, which is the only certain sign of the indentation of a block.
    """
    match style:
        case "plain":
            yield from _flow(raw, 0, len(raw), _IN_PLAIN)
        case "single":
            yield from _flow(raw, 1, len(raw) - 1, _IN_SINGLE)
        case "double":
            yield from _flow(raw, 1, len(raw) - 1, _IN_DOUBLE)
        case "literal" | "folded":
            yield from block_pieces(raw, block_indentation(raw, value), folded=style == "folded")


def _flow(raw: str, begin: int, end: int, special: re.Pattern[str]) -> Iterator[Piece]:
    done = begin
    for match in special.finditer(raw, begin, end):
        start, found = match.start(), match.group()
        if found[0] in "\r\n":  # white space around a line end belongs to it
            start = done + len(raw[done:start].rstrip(" \t"))
        if start > done:
            yield Piece(raw[done:start], done, start - done)
        done = match.end()
        if found[0] in "\r\n":
            yield from _folded(raw, start, done, [match.start() + at.end() for at in LINE_BREAK.finditer(found)])
        elif found == "''":
            yield Piece("'", start, 2)
        else:
            yield from _escape(found, start)
    if done < end:
        yield Piece(raw[done:end], done, end - done)


def _folded(raw: str, start: int, end: int, breaks: list[int]) -> Iterator[Piece]:
    """Yield the pieces of folded line ends from `start` to `end`: one line end is a space, each further one is a line
    end.
    """
    if len(breaks) == 1:
        yield Piece(" ", start, end - start)
        return
    edges = [start, *breaks[1:-1], end]
    for left, right in pairwise(edges):
        yield Piece("\n", left, right - left)


def _escape(found: str, start: int) -> Iterator[Piece]:
    kind = found[1]
    if kind in "\r\n":  # the line end is escaped, but empty lines below it count
        edges = [start + at.end() for at in LINE_BREAK.finditer(found)]
        for left, right in pairwise(edges):
            yield Piece("\n", left, right - left)
    elif kind in "xuU":
        yield Piece(chr(int(found[2:], 16)), start, len(found))
    else:
        yield Piece(_ESCAPED.get(kind, kind), start, len(found))


def block_indentation(raw: str, value: str) -> int:
    """Return the number of leading spaces of each line that are indentation: explicit or detected by the parser."""
    header = _LINE.match(raw)
    body = header.end() if header else 0
    first_in_source, first_in_value = _NO_SPACE.search(raw, body), _NO_SPACE.search(value)
    if first_in_source is not None and not _EXPLICIT.match(raw):
        *blank, first = LINE_BREAK.split(raw[body : first_in_source.start()])
        return max(len(line) for line in (*blank, first))
    if first_in_source is None or first_in_value is None:
        widest = max((len(line) for line in LINE_BREAK.split(raw[body:])), default=0)
        return widest - max((len(line) for line in value.split("\n")), default=0)
    before = raw[body : first_in_source.start()]
    above = value[: first_in_value.start()]
    return _trailing_spaces(before) - _trailing_spaces(above)


def _trailing_spaces(text: str) -> int:
    return len(text) - len(text.rstrip(" "))


def block_pieces(raw: str, indent: int, *, folded: bool) -> Iterator[Piece]:
    lines = _LINE.finditer(raw)
    header = next(lines).group(1).split("#")[0]
    pending: list[tuple[int, int]] = []
    begun = blank_before = False
    for match in lines:
        (start, end), line_end = match.span(1), match.span(2)
        content = start + indent
        if end <= content and not raw[start:end].strip(" "):
            pending += [line_end] if line_end[0] < line_end[1] else []
            continue
        if raw[start:content].strip(" "):
            break
        blank = raw[content] in " \t"
        if folded and begun and not blank_before and not blank:
            yield from _folded(raw, pending[0][0], content, [at for _, at in pending])
        else:
            yield from _line_ends(pending)
        yield Piece(raw[content:end], content, end - content)
        begun, blank_before = True, blank
        pending = [line_end] if line_end[0] < line_end[1] else []
    if "+" in header:
        yield from _line_ends(pending)
    elif "-" not in header and begun:
        yield from _line_ends(pending[:1])


def _line_ends(ends: list[tuple[int, int]]) -> Iterator[Piece]:
    for start, end in ends:
        yield Piece("\n", start, end - start)
