"""Changed words for people: `[-what went-]{+what came+}`, in the line it stands on, with that line's number.

The marks stay beside the colours, because a pipe and some eyes have none. Of a long line only what is near a change
is shown. Secrets are masked before they are compared.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from personactl.lint.text.secret_search import masked
from personactl.report.text.columns import shortened
from personactl.report.text.printable import visible
from personactl.report.text.styled import joined
from personactl.report.text.word_diff import Line, Piece, State, changed_places, words

_NEAR: Final = 48
"""Unchanged characters that are shown on each side of a change in the same line."""
_LONGEST_LINE: Final = 2 * _NEAR
_NARROWEST: Final = 20
_STRETCH: Final = re.compile(r"\s+|\S+")
_MARKS: Final[dict[State, tuple[str, str, str]]] = {
    "same": ("", "", ""),
    "gone": ("[-", "-]", "red strike"),
    "come": ("{+", "+}", "green"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """`places` are the runs of lines around what changed; `came` and `went` count words in them."""

    places: tuple[tuple[Line, ...], ...]
    came: int
    went: int

    @property
    def summary(self) -> str:
        if not self.places:
            return "differs only in what is masked as a secret"
        if not (self.came or self.went):
            return "differs only in line ends, blanks or marks"
        return f"+{self.came} −{self.went} word{'' if self.came + self.went == 1 else 's'}"


def compared(old: str, new: str) -> Comparison:
    """Two texts that differ."""
    places = changed_places(masked(old), masked(new))
    pieces = [piece for place in places for line in place for piece in line.pieces]
    return Comparison(places, _count(pieces, "come"), _count(pieces, "gone"))


def comparison_text(comparison: Comparison, indent: int, width: int | None) -> list[Text]:
    """One line for each line of a place, `⋯` between two places. Folded to `width` cells, if there is one."""
    numbers = [line.number for place in comparison.places for line in place if line.number is not None]
    digits = len(str(max(numbers))) if len(numbers) > 1 else 0
    lines: list[Text] = []
    for place in comparison.places:
        if lines:
            lines.append(Text(" " * (indent + digits) + " ⋯", style="dim"))
        for line in place:
            gutter = Text(f"{' ' * indent}{_number(line, digits)} │ ", style="dim")
            beside = Text(f"{' ' * (indent + digits)} │ ", style="dim")
            room = _LONGEST_LINE if width is None else max(_NARROWEST, width - gutter.cell_len)
            lines.extend(hanging(gutter, _marked(line, room), beside, width))
    return lines


def shown_pieces(line: Line, room: int = _LONGEST_LINE) -> Iterator[Piece]:
    """A line cut to what is near its changes; one without changes is context, and shortened to `room` cells. Made
    visible, whatever is in it."""
    if not line.changed:
        whole = visible("".join(piece.text for piece in line.pieces))
        yield Piece("same", shortened(whole, min(room, _LONGEST_LINE)))
        return
    last = len(line.pieces) - 1
    for index, piece in enumerate(line.pieces):
        text = piece.text if piece.state != "same" else _near(piece.text, first=index == 0, last=index == last)
        yield Piece(piece.state, visible(text))


def hanging(first: Text, content: Text, further: Text, width: int | None) -> Iterator[Text]:
    """`content` after `first`, folded to `width` cells between words; each further line begins with `further`."""
    room = None if width is None else max(_NARROWEST, width - max(first.cell_len, further.cell_len))
    lead = first
    for part in _folded(content, room):
        yield joined(lead, part)
        lead = further


def _number(line: Line, digits: int) -> str:
    """Of the only line there is the number says nothing."""
    return f"{line.number or '':>{digits}}" if digits else ""


def _count(pieces: Iterable[Piece], state: State) -> int:
    found = chain.from_iterable(words(piece.text) for piece in pieces if piece.state == state)
    return sum(1 for word in found if any(character.isalnum() for character in word))


def _marked(line: Line, room: int) -> Text:
    marked = Text(style="" if line.changed else "dim")
    for piece in shown_pieces(line, room):
        opening, closing, style = _MARKS[piece.state]
        marked.append(f"{opening}{piece.text}{closing}", style=style)
    return marked


def _near(text: str, *, first: bool, last: bool) -> str:
    """The parts of an unchanged stretch that touch a change: its end if it is the `first`, its beginning if the `last`
    of its line, both elsewhere."""
    head = "" if first else _beginning(text)
    tail = "" if last else _beginning(text[::-1])[::-1]
    return text if len(head) + len(tail) >= len(text) else f"{head}…{tail}"


def _beginning(text: str) -> str:
    """At most `_NEAR` characters, up to a blank if there is one."""
    if len(text) <= _NEAR:
        return text
    cut = text[: _NEAR + 1].rfind(" ")
    return text[: cut if cut > 0 else _NEAR]


def _folded(content: Text, room: int | None) -> Sequence[Text]:
    if room is None or content.cell_len <= room:
        return [content]
    cuts: list[int] = []
    at = used = 0
    for word in chain.from_iterable(_fitting(stretch, room) for stretch in _STRETCH.findall(content.plain)):
        size = cell_len(word)
        if used and used + size > room and not word.isspace():
            cuts.append(at)
            used = 0
        at += len(word)
        used += size
    return [_without_end(part) for part in content.divide(cuts)]


def _fitting(stretch: str, room: int) -> Iterator[str]:
    """What is wider than a line, in words, and those in pieces that are not."""
    if cell_len(stretch) <= room:
        yield stretch
        return
    for word in words(stretch):
        yield from (word[at : at + room // 2] for at in range(0, len(word), room // 2))


def _without_end(part: Text) -> Text:
    part.rstrip()
    return part
