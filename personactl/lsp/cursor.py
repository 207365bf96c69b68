"""Find the key or value that is being written at the cursor, although the text may not be valid YAML yet.

A mark replaces the word at the cursor, first as a value and then as a key, and the parser finds its place in the tree.
If the rest of the file is invalid too, the text after the line is left out.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from personactl.document.parser import parse
from personactl.lsp.key_positions import PERSONA, Element, Grammar, Key, Value, elements

_MARK: Final = "personactlCursorMark"
_BEFORE: Final = re.compile(r"(?<![\w.-])[\w.-]*+\Z")
_AFTER: Final = re.compile(r"[\w.-]*")
_IGNORE: Final = re.compile(r"personactl:[ \t]*+ignore\[(?:[^\]\[\r\n]*,)?[ \t]*+(?P<word>[\w-]*)\Z")


class Cursor(msgspec.Struct, frozen=True):
    """The element at the cursor.

    element: the key or value, with the mark in its text.
    start: the offset at which its typed text begins.
    end: the offset at which its typed text ends.
    colon: it is a key that already has its colon.
    fresh: only list dashes precede it on its line.
    quoted: it is inside quotes.
    """

    element: Element
    start: int
    end: int
    colon: bool
    fresh: bool
    quoted: bool


def cursor_at(text: str, offset: int, grammar: Grammar = PERSONA) -> Cursor | None:
    """Return the element at the cursor; None in a comment, in running text, or if no element is found."""
    start = offset - len(_word(_BEFORE, text[:offset]))
    end = offset + len(_word(_AFTER, text[offset:]))
    for marked, colon in _attempts(text, start, end):
        root = parse(marked, Path()).root
        if root is None:
            continue
        element = next((element for element in elements(root, grammar) if _MARK in str(element.scalar.value)), None)
        return None if element is None else _cursor(element, text, start, end, colon=colon)
    return None


def ignored_rule_at(text: str, offset: int) -> tuple[int, int] | None:
    """Return start and end of the rule that is being typed in an ignore comment; None outside of one."""
    line_start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    match = _IGNORE.search(text[line_start:offset])
    if match is None:
        return None
    return line_start + match.start("word"), offset + len(_word(_AFTER, text[offset:]))


def _word(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text) if pattern is _BEFORE else pattern.match(text)
    return match.group() if match else ""


def _attempts(text: str, start: int, end: int) -> Iterator[tuple[str, bool]]:
    """Yield texts with the mark, and whether a key found in them already has a colon."""
    rest = text[end:]
    line_end = re.search(r"[\r\n]|\Z", rest)
    line = rest[: line_end.start()] if line_end else rest
    for after in (rest, line):
        yield text[:start] + _MARK + after, True
        yield text[:start] + _MARK + ": " + after, False


def _cursor(element: Element, text: str, start: int, end: int, *, colon: bool) -> Cursor | None:
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    before = text[line_start:start]
    fresh = not before.strip(" -")
    match element:
        case Key(scalar=scalar):
            whole = scalar.value == _MARK
            return Cursor(element, start, end, colon, fresh, scalar.style != "plain") if whole else None
        case Value(scalar=scalar):
            typed, _, _ = str(scalar.value).partition(_MARK)
            if scalar.style in {"literal", "folded"} or not before.endswith(typed):
                return None
            return Cursor(element, start - len(typed), end, colon, fresh, scalar.style != "plain")
