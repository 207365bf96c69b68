"""What somebody is about to write at the cursor, although the text there is no YAML yet.

A mark takes the place of the word at the cursor, as a value and then as a key, and the parser says where it ends up.
Where the rest of the file is broken too, what follows the line is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from personactl.document.parser import parse
from personactl.lsp.key_positions import PERSONA, Grammar, Key, Spot, Value, spots

_MARK: Final = "personactlCursorMark"
_BEFORE: Final = re.compile(r"[\w.-]*\Z")
_AFTER: Final = re.compile(r"[\w.-]*")
_IGNORE: Final = re.compile(r"personactl:[ \t]*ignore\[(?:[^\]\r\n]*,)?[ \t]*(?P<word>[\w-]*)\Z")


@dataclass(frozen=True, slots=True)
class Cursor:
    """`spot` is what will stand there, with the mark in its text; `start` to `end` is what is typed of it so far.

    `colon`: a key that has its colon already. `fresh`: nothing stands before it on its line but the marks of a list.
    `quoted`: inside of quotes.
    """

    spot: Spot
    start: int
    end: int
    colon: bool
    fresh: bool
    quoted: bool


def cursor_at(text: str, offset: int, grammar: Grammar = PERSONA) -> Cursor | None:
    """None where nothing can be proposed: in a comment, in running text, or where no place in the tree is found."""
    start = offset - len(_word(_BEFORE, text[:offset]))
    end = offset + len(_word(_AFTER, text[offset:]))
    for marked, colon in _attempts(text, start, end):
        root = parse(marked, Path()).root
        if root is None:
            continue
        spot = next((spot for spot in spots(root, grammar) if _MARK in str(spot.scalar.value)), None)
        return None if spot is None else _cursor(spot, text, start, end, colon=colon)
    return None


def ignored_rule_at(text: str, offset: int) -> tuple[int, int] | None:
    """The stretch of the rule that is being named in an ignore comment."""
    line_start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    match = _IGNORE.search(text[line_start:offset])
    if match is None:
        return None
    return line_start + match.start("word"), offset + len(_word(_AFTER, text[offset:]))


def _word(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text) if pattern is _BEFORE else pattern.match(text)
    return match.group() if match else ""


def _attempts(text: str, start: int, end: int) -> Iterator[tuple[str, bool]]:
    """Texts with the mark in them, and whether a key found there has a colon of its own."""
    rest = text[end:]
    line_end = re.search(r"[\r\n]|\Z", rest)
    line = rest[: line_end.start()] if line_end else rest
    for after in (rest, line):
        yield text[:start] + _MARK + after, True
        yield text[:start] + _MARK + ": " + after, False


def _cursor(spot: Spot, text: str, start: int, end: int, *, colon: bool) -> Cursor | None:
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    before = text[line_start:start]
    fresh = not before.strip(" -")
    match spot:
        case Key(scalar=scalar):
            whole = scalar.value == _MARK
            return Cursor(spot, start, end, colon, fresh, scalar.style != "plain") if whole else None
        case Value(scalar=scalar):
            typed, _, _ = str(scalar.value).partition(_MARK)
            if scalar.style in {"literal", "folded"} or not before.endswith(typed):
                return None
            return Cursor(spot, start - len(typed), end, colon, fresh, scalar.style != "plain")
