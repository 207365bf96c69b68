"""A word diff for people: `[-removed-]{+added+}` in its line, with the line number.

The marks are shown beside the colours, because a pipe and some readers have no colours. Of a long line only the parts
near a change are shown. Secrets are masked before the texts are compared.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import msgspec
from rich.text import Text

from personactl.lint.text.secret_search import masked
from personactl.report.text.columns import shortened
from personactl.report.text.printable import visible
from personactl.report.text.styled import hanging_indent
from personactl.report.text.word_diff import Line, Piece, State, changed_hunks, words

_CONTEXT: Final = 48
"""Unchanged characters that are shown on each side of a change in the same line."""
_MAX_LINE: Final = 2 * _CONTEXT
_MIN_WIDTH: Final = 20
_MARKS: Final[dict[State, tuple[str, str, str]]] = {
    "same": ("", "", ""),
    "removed": ("[-", "-]", "red strike"),
    "added": ("{+", "+}", "green"),
}


class WordDiff(msgspec.Struct, frozen=True):
    """The differences between two texts.

    hunks: the runs of lines around each change.
    added: the number of added words.
    removed: the number of removed words.
    """

    hunks: tuple[tuple[Line, ...], ...]
    added: int
    removed: int

    @property
    def summary(self) -> str:
        if not self.hunks:
            return "differs only in masked secrets"
        if not (self.added or self.removed):
            return "differs only in line endings, white space or punctuation"
        return f"+{self.added} −{self.removed} word{'' if self.added + self.removed == 1 else 's'}"


def word_diff(old: str, new: str) -> WordDiff:
    """Compare two texts that are not equal."""
    hunks = changed_hunks(masked(old), masked(new))
    pieces = [piece for hunk in hunks for line in hunk for piece in line.pieces]
    return WordDiff(hunks, _count_words(pieces, "added"), _count_words(pieces, "removed"))


def word_diff_lines(diff: WordDiff, indent: int, width: int | None) -> list[Text]:
    """Return the lines of each hunk, with `⋯` between two hunks; folded to `width` cells unless it is None."""
    numbers = [line.number for hunk in diff.hunks for line in hunk if line.number is not None]
    digits = len(str(max(numbers))) if len(numbers) > 1 else 0
    lines: list[Text] = []
    for hunk in diff.hunks:
        if lines:
            lines.append(Text(" " * (indent + digits) + " ⋯", style="dim"))
        for line in hunk:
            gutter = Text(f"{' ' * indent}{_number(line, digits)} │ ", style="dim")
            beside = Text(f"{' ' * (indent + digits)} │ ", style="dim")
            available = _MAX_LINE if width is None else max(_MIN_WIDTH, width - gutter.cell_len)
            lines.extend(hanging_indent(gutter, _marked(line, available), beside, width))
    return lines


def visible_pieces(line: Line, width: int = _MAX_LINE) -> Iterator[Piece]:
    """Yield the pieces of a line, reduced to the parts near its changes, on one line and printable.

    A line without changes is context; it is shortened to `width` cells.
    """
    if not line.changed:
        whole = visible("".join(piece.text for piece in line.pieces))
        yield Piece("same", shortened(whole, min(width, _MAX_LINE)))
        return
    last = len(line.pieces) - 1
    for index, piece in enumerate(line.pieces):
        text = piece.text if piece.state != "same" else _near_changes(piece.text, first=index == 0, last=index == last)
        yield Piece(piece.state, visible(text))


def _number(line: Line, digits: int) -> str:
    """Return the line number as a column of `digits` cells; it is left out if there is only one line."""
    return f"{line.number or '':>{digits}}" if digits else ""


def _count_words(pieces: Iterable[Piece], state: State) -> int:
    found = chain.from_iterable(words(piece.text) for piece in pieces if piece.state == state)
    return sum(1 for word in found if any(character.isalnum() for character in word))


def _marked(line: Line, width: int) -> Text:
    marked = Text(style="" if line.changed else "dim")
    for piece in visible_pieces(line, width):
        opening, closing, style = _MARKS[piece.state]
        marked.append(f"{opening}{piece.text}{closing}", style=style)
    return marked


def _near_changes(text: str, *, first: bool, last: bool) -> str:
    """Return the parts of an unchanged piece that touch a change.

    first: the piece is the first of its line, so only its end touches a change.
    last: the piece is the last of its line, so only its beginning touches a change.
    """
    head = "" if first else _beginning(text)
    tail = "" if last else _beginning(text[::-1])[::-1]
    return text if len(head) + len(tail) >= len(text) else f"{head}…{tail}"


def _beginning(text: str) -> str:
    """Return at most `_CONTEXT` characters, up to a space if there is one."""
    if len(text) <= _CONTEXT:
        return text
    cut = text[: _CONTEXT + 1].rfind(" ")
    return text[: cut if cut > 0 else _CONTEXT]
