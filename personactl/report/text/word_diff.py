"""Two versions of a text, word by word: what went, what came, and a line of context around it.

Lines are matched first, and only in what is left over are words compared. A word is what a reader would call one: in
scripts without spaces a character, and never a part of a letter or an emoji. Matches that are shorter than what
changed around them are given up, because a sentence that was rewritten reads better as two than as twenty fragments.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, groupby, takewhile
from operator import attrgetter
from typing import Final, Literal, TypeAlias

from personactl.report.text.line_matching import paired

State: TypeAlias = Literal["same", "gone", "come"]

LINE_END: Final = "⏎"
"""Stands in a piece for a line end that itself went or came."""

_MOST_WORDS: Final = 20_000
"""A longer stretch counts as rewritten: nobody reads it word by word, and comparing it would take seconds."""
_NO_SPACES: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_LETTER: Final = rf"[^\W{_NO_SPACES}]"
_TOKEN: Final = re.compile(rf"\r?\n|[^\S\n]+?(?=\r?\n|\S|\Z)|{_LETTER}+(?:['’.]{_LETTER}+)*|.", re.DOTALL)
_LETTERS: Final = re.compile(_LETTER)
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_JOINER: Final = "\u200d"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line, without its end."""

    state: State
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is that of the line in the new text, from 1; None for what is only in the old one, and for the rest of
    a line that has its number already."""

    number: int | None
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.state != "same" for piece in self.pieces)


def changed_places(old: str, new: str, *, context: int = 2) -> tuple[tuple[Line, ...], ...]:
    """The places where the texts differ, each a run of lines with up to `context` unchanged ones on both sides; none
    for equal texts."""
    if old == new:
        return ()
    before, after = _LINE.findall(old), _LINE.findall(new)
    matcher = SequenceMatcher(str.isspace, before, after)
    return tuple(
        _without_blank_edges(tuple(_lines(_together(_place(codes, before, after)), number=codes[0][3] + 1)))
        for codes in matcher.get_grouped_opcodes(context)
    )


def words(text: str) -> list[str]:
    """`text` cut into words, single marks, runs of blanks, and line ends. Joined they are `text`."""
    tokens = _TOKEN.findall(text)
    return tokens if text.isascii() else list(_whole(tokens))


def _without_blank_edges(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    telling = [index for index, line in enumerate(lines) if line.changed or any(p.text.strip() for p in line.pieces)]
    return lines[telling[0] : telling[-1] + 1]


def _whole(tokens: Iterable[str]) -> Iterator[str]:
    """Marks, selectors and joiners go with the letter that they belong to, and that with the rest of its word."""
    held = ""
    for token in tokens:
        if held and not held.isspace() and _belongs(held, token):
            held += token
            continue
        if held:
            yield held
        held = token
    if held:
        yield held


def _belongs(held: str, token: str) -> bool:
    if held.endswith(_JOINER) or token[0] == _JOINER or _is_mark(token[0]) or "\U0001f3fb" <= token[0] <= "\U0001f3ff":
        return True
    return _is_mark(held[-1]) and all(_LETTERS.match(text) is not None for text in (held, token))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc", "Me"}


def _place(codes: Iterable[tuple[str, int, int, int, int]], before: list[str], after: list[str]) -> Iterator[Piece]:
    """The pieces of one place, with their line ends still in them."""
    for kind, start, end, new_start, new_end in codes:
        gone, come = "".join(before[start:end]), "".join(after[new_start:new_end])
        if kind == "equal":
            yield Piece("same", gone)
        elif kind == "replace":
            yield from _rewritten(before[start:end], after[new_start:new_end])
        else:
            yield from _changed(gone, come)


def _together(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of one state as one, so that lines which came one after another are not taken for parts of a line."""
    for state, alike in groupby(pieces, attrgetter("state")):
        yield Piece(state, "".join(piece.text for piece in alike))


def _rewritten(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    """Line by line where that tells no more to be changed than the passage as a whole: in a paragraph that was filled
    anew, words only moved from one line to the next."""
    old, new = [words(line) for line in before], [words(line) for line in after]
    whole = list(_compared(list(chain.from_iterable(old)), list(chain.from_iterable(new))))
    if len(before) == len(after) == 1:
        yield from whole
        return
    by_line = list(_by_line(old, new))
    yield from by_line if _changed_characters(by_line) <= _changed_characters(whole) else whole


def _by_line(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> Iterator[Piece]:
    for old, new in paired(before, after):
        if old is not None and new is not None:
            yield from _compared(before[old], after[new])
        else:
            yield from _changed("".join(_at(before, old)), "".join(_at(after, new)))


def _at(lines: Sequence[Sequence[str]], index: int | None) -> Sequence[str]:
    return () if index is None else lines[index]


def _changed_characters(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces if piece.state != "same")


@dataclass(slots=True)
class _Change:
    """What went and what came; then a text that stayed."""

    gone: str
    come: str
    same: str = ""

    def outweighs(self, size: int) -> bool:
        return size <= max(len(self.gone), len(self.come))


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    head = _alike(zip(before, after, strict=False))
    tail = _alike(zip(reversed(before[head:]), reversed(after[head:]), strict=False))
    changes = [_Change("", "", "".join(before[:head]))]
    for gone, come, same in _codes(before[head : len(before) - tail], after[head : len(after) - tail]):
        changes[-1].same += same
        if gone or come:
            changes.append(_Change(gone, come))
        while len(changes) > 1 and _is_noise(changes[-2], changes[-1]):
            _merge(changes)
    changes[-1].same += "".join(before[len(before) - tail :])
    for change in changes:
        yield from _changed(change.gone, change.come)
        if change.same:
            yield Piece("same", change.same)


def _alike(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _codes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What went, what came, what stayed: either the last is empty or the first two are."""
    if max(len(before), len(after)) > _MOST_WORDS:
        yield "".join(before), "".join(after), ""
        return
    for kind, start, end, new_start, new_end in SequenceMatcher(str.isspace, before, after).get_opcodes():
        gone, come = "".join(before[start:end]), "".join(after[new_start:new_end])
        yield ("", "", gone) if kind == "equal" else (gone, come, "")


def _is_noise(one: _Change, other: _Change) -> bool:
    """Whether what stayed between two changes is too little to be worth reading on its own."""
    return one.outweighs(len(one.same)) and other.outweighs(len(one.same))


def _merge(changes: list[_Change]) -> None:
    last = changes.pop()
    one = changes[-1]
    changes[-1] = _Change(one.gone + one.same + last.gone, one.come + one.same + last.come, last.same)


def _changed(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece("gone", gone)
    if come:
        yield Piece("come", come)


def _lines(pieces: Iterable[Piece], number: int) -> Iterator[Line]:
    """Break pieces where they have line ends; `number` is that of the first line.

    A line that went or came as a whole just ends. Elsewhere a line end that went or came is what has changed, so it is
    shown, and what follows stays beside it.
    """
    line: list[Piece] = []
    passed = shown = 0
    owed = False  # a line end went, and what comes in its place may end with one too
    for piece in pieces:
        plain = piece.state == "same" or not line
        parts = _LINE.findall(piece.text)
        for index, part in enumerate(parts):
            ends = part.endswith("\n")
            passed += ends and piece.state != "gone"
            line.extend(_shown(part, piece.state, plain=plain))
            if ends and (plain or index + 1 < len(parts) or (owed and piece.state == "come")):
                yield _numbered(line, number, shown)
                shown, number = number, number + passed
                line, passed = [], 0
        owed = piece.state == "gone" and not plain and piece.text.endswith("\n")
    if line:
        yield _numbered(line, number, shown)


def _shown(part: str, state: State, *, plain: bool) -> Iterator[Piece]:
    text = part.removesuffix("\n")
    if state != "same" and part.endswith("\n") and not (plain and text):
        text += LINE_END
    if text:
        yield Piece(state, text)


def _numbered(pieces: Sequence[Piece], number: int, shown: int) -> Line:
    only_old = bool(pieces) and all(piece.state == "gone" for piece in pieces)
    return Line(None if only_old or number == shown else number, tuple(pieces))
