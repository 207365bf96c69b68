"""Compare two versions of a text word by word.

Lines are matched first; words are compared only in the lines that differ. A word is what a reader would call a word: a
single character in scripts without spaces, and never a part of a letter or an emoji. A match that is shorter than the
changes around it is dropped, because a rewritten sentence reads better as two sentences than as twenty fragments.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, takewhile
from operator import attrgetter
from typing import Final, Literal, TypeAlias

import msgspec

from personactl.document.sequence_match import sequence_matcher
from personactl.pattern import Pattern
from personactl.report.text.line_matching import match_lines

State: TypeAlias = Literal["same", "removed", "added"]

LINE_END: Final = "⏎"
"""Replaces, in a piece, a line end that was itself removed or added."""

_MAX_WORDS: Final = 20_000
"""A longer passage counts as rewritten: readers do not compare it word by word, and a comparison would take seconds."""
_NO_SPACES: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_LETTER: Final = rf"[^\W{_NO_SPACES}]"
_TOKEN: Final = Pattern(rf"\r?\n|[^\S\n]+?(?=\r?\n|\S|\Z)|{_LETTER}+(?:['’.]{_LETTER}+)*|.", re.DOTALL)
_LETTERS: Final = Pattern(_LETTER)
_LINE: Final = Pattern(r"[^\n]*\n|[^\n]+")
_JOINER: Final = "\u200d"


class Piece(msgspec.Struct, frozen=True):
    """A part of one line, without the line end."""

    state: State
    text: str


class Line(msgspec.Struct, frozen=True):
    """A line of a hunk.

    number: the line number in the new text, from 1. None for a line that is only in the old text, and for the rest of
        a line whose number is shown already.
    pieces: the parts of the line, in order.
    """

    number: int | None
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.state != "same" for piece in self.pieces)


def changed_hunks(old: str, new: str, *, context: int = 2) -> tuple[tuple[Line, ...], ...]:
    """Return the hunks in which the texts differ: runs of lines with up to `context` unchanged ones on both sides.

    Equal texts have no hunks.
    """
    if old == new:
        return ()
    before, after = _LINE.findall(old), _LINE.findall(new)
    matcher = sequence_matcher(before, after, is_junk=str.isspace)
    return tuple(
        _without_blank_edges(
            tuple(_lines(_merge_neighbours(_hunk_pieces(codes, before, after)), number=codes[0][3] + 1))
        )
        for codes in matcher.get_grouped_opcodes(context)
    )


def words(text: str) -> list[str]:
    """Split `text` into words, single punctuation marks, runs of spaces and line ends; joined they are `text`."""
    tokens = _TOKEN.findall(text)
    return tokens if text.isascii() else list(_whole_letters(tokens))


def _without_blank_edges(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    relevant = [index for index, line in enumerate(lines) if line.changed or any(p.text.strip() for p in line.pieces)]
    return lines[relevant[0] : relevant[-1] + 1]


def _whole_letters(tokens: Iterable[str]) -> Iterator[str]:
    """Join combining marks, selectors and joiners with their letter, and the letter with the rest of its word."""
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


def _hunk_pieces(
    codes: Iterable[tuple[str, int, int, int, int]], before: list[str], after: list[str]
) -> Iterator[Piece]:
    """Yield the pieces of one hunk, which still contain their line ends."""
    for kind, start, end, new_start, new_end in codes:
        removed, added = "".join(before[start:end]), "".join(after[new_start:new_end])
        if kind == "equal":
            yield Piece("same", removed)
        elif kind == "replace":
            yield from _rewritten(before[start:end], after[new_start:new_end])
        else:
            yield from _changed(removed, added)


def _merge_neighbours(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Merge neighbours of one state, so that lines added one after another are not taken for parts of a line."""
    for state, alike in groupby(pieces, attrgetter("state")):
        yield Piece(state, "".join(piece.text for piece in alike))


def _rewritten(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    """Compare line by line, or the passage as a whole if that leaves fewer changed characters.

    In a paragraph that was wrapped anew, words only moved from one line to the next.
    """
    old, new = [words(line) for line in before], [words(line) for line in after]
    whole = list(_compared(list(chain.from_iterable(old)), list(chain.from_iterable(new))))
    if len(before) == len(after) == 1:
        yield from whole
        return
    by_line = list(_by_line(old, new))
    yield from by_line if _changed_characters(by_line) <= _changed_characters(whole) else whole


def _by_line(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> Iterator[Piece]:
    for old, new in match_lines(before, after):
        if old is not None and new is not None:
            yield from _compared(before[old], after[new])
        else:
            yield from _changed("".join(_at(before, old)), "".join(_at(after, new)))


def _at(lines: Sequence[Sequence[str]], index: int | None) -> Sequence[str]:
    return () if index is None else lines[index]


def _changed_characters(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces if piece.state != "same")


class _Change(msgspec.Struct):
    """A removed and an added text, and the unchanged text after them."""

    removed: str
    added: str
    same: str = ""

    def outweighs(self, size: int) -> bool:
        return size <= max(len(self.removed), len(self.added))


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    head = _alike(zip(before, after, strict=False))
    tail = _alike(zip(reversed(before[head:]), reversed(after[head:]), strict=False))
    changes = [_Change("", "", "".join(before[:head]))]
    for removed, added, same in _word_changes(before[head : len(before) - tail], after[head : len(after) - tail]):
        changes[-1].same += same
        if removed or added:
            changes.append(_Change(removed, added))
        while len(changes) > 1 and _is_noise(changes[-2], changes[-1]):
            _merge(changes)
    changes[-1].same += "".join(before[len(before) - tail :])
    for change in changes:
        yield from _changed(change.removed, change.added)
        if change.same:
            yield Piece("same", change.same)


def _alike(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _word_changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the removed, the added and the unchanged text of each step; the last or the first two are empty."""
    if max(len(before), len(after)) > _MAX_WORDS:
        yield "".join(before), "".join(after), ""
        return
    for kind, start, end, new_start, new_end in sequence_matcher(before, after, is_junk=str.isspace).get_opcodes():
        removed, added = "".join(before[start:end]), "".join(after[new_start:new_end])
        yield ("", "", removed) if kind == "equal" else (removed, added, "")


def _is_noise(one: _Change, other: _Change) -> bool:
    """Return whether the unchanged text between two changes is too short to be worth reading on its own."""
    return one.outweighs(len(one.same)) and other.outweighs(len(one.same))


def _merge(changes: list[_Change]) -> None:
    last = changes.pop()
    one = changes[-1]
    changes[-1] = _Change(one.removed + one.same + last.removed, one.added + one.same + last.added, last.same)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)


def _lines(pieces: Iterable[Piece], number: int) -> Iterator[Line]:
    """Split pieces at their line ends; `number` is the number of the first line.

    A line that was removed or added as a whole just ends. Anywhere else a removed or added line end is a change itself,
    so it is shown, and the text after it stays on the same line.
    """
    line: list[Piece] = []
    passed = shown = 0
    owed = False  # a line end was removed, and the text that replaces it may end with one too
    for piece in pieces:
        plain = piece.state == "same" or not line
        parts = _LINE.findall(piece.text)
        for index, part in enumerate(parts):
            ends = part.endswith("\n")
            passed += ends and piece.state != "removed"
            line.extend(_shown(part, piece.state, plain=plain))
            if ends and (plain or index + 1 < len(parts) or (owed and piece.state == "added")):
                yield _numbered(line, number, shown)
                shown, number = number, number + passed
                line, passed = [], 0
        owed = piece.state == "removed" and not plain and piece.text.endswith("\n")
    if line:
        yield _numbered(line, number, shown)


def _shown(part: str, state: State, *, plain: bool) -> Iterator[Piece]:
    text = part.removesuffix("\n")
    if state != "same" and part.endswith("\n") and not (plain and text):
        text += LINE_END
    if text:
        yield Piece(state, text)


def _numbered(pieces: Sequence[Piece], number: int, shown: int) -> Line:
    only_old = bool(pieces) and all(piece.state == "removed" for piece in pieces)
    return Line(None if only_old or number == shown else number, tuple(pieces))
