"""YAML text to a `Document`: libyaml finds the events and their marks, `building` makes the nodes.

Never raises for what the text holds: whatever is wrong is a problem with its place. Lines end as in YAML 1.2, so a
U+2028 pasted from a word processor is a character of its text and not the end of a line.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

import yaml

from personactl.document.display_text import all_visible
from personactl.document.document import Document, Problem
from personactl.document.lines import Lines
from personactl.document.node import Node
from personactl.document.syntax_problems import syntax_problem
from personactl.document.tree_builder import Builder, GiveUp

BYTE_ORDER_MARK = "\ufeff"
MAX_PROBLEMS = 100
"""So many problems of one file are reported; a file with more is not worth listing in full."""

_LAST: Final = 4
"""So many texts are remembered with what they hold, which nobody can change: a file is parsed for its checks and for
its values, a base for each file that extends it."""

# What libyaml refuses, and a byte order mark anywhere but at the start, which it would not count in its marks.
# Compiled when it is needed, which takes as long as reading many files.
_FORBIDDEN: Final = "[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
# libyaml, which speaks YAML 1.1, ends a line at these.
_OLD_LINE_ENDS = "\x85\u2028\u2029"


def parse(text: str, path: Path) -> Document:
    """`path` is only remembered. A byte order mark at the start is not part of the document."""
    return Document(path, *_parsed(text))


@lru_cache(maxsize=_LAST)
def _parsed(text: str) -> tuple[Lines, Node | None, tuple[Problem, ...]]:
    lines = Lines(text.removeprefix(BYTE_ORDER_MARK))
    forbidden = () if all_visible(lines.text) else islice(re.finditer(_FORBIDDEN, lines.text), MAX_PROBLEMS)
    problems = tuple(_forbidden_character(match, lines) for match in forbidden)
    if problems:
        return lines, None, problems
    root, found = _build(lines)
    in_file_order = sorted(found, key=lambda problem: problem.span.start)
    return lines, root, tuple(in_file_order[:MAX_PROBLEMS])


def _build(lines: Lines) -> tuple[Node | None, list[Problem]]:
    hidden = _stand_ins(lines.text)
    builder = Builder(lines, {ord(stand_in): character for character, stand_in in hidden.items()})
    text = (
        lines.text.translate({ord(character): stand_in for character, stand_in in hidden.items()})
        if hidden
        else lines.text
    )
    try:
        for event, start, end in _first_document(text, lines, builder.problems):
            builder.feed(event, start, end)
    except GiveUp as stopped:
        return None, [*builder.problems, stopped.problem]
    except yaml.YAMLError as error:
        return None, [*builder.problems, syntax_problem(error, lines)]
    return builder.root, builder.problems


def _first_document(text: str, lines: Lines, problems: list[Problem]) -> Iterator[tuple[yaml.Event, int, int]]:
    """The events of the first document with their offsets; a second document ends them with a problem."""
    begun = False
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if event.start_mark is None or event.end_mark is None:
            continue
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.DocumentStartEvent):
            if begun:
                hint = "Move everything after '---' to another file."
                problems.append(Problem("Y009", "a second document begins here", hint, lines.span(start, end)))
                return
            begun = True
        yield event, start, end


def _stand_ins(text: str) -> dict[str, str]:
    """For each old line end in `text` a private-use character that the text does not hold."""
    used = [character for character in _OLD_LINE_ENDS if character in text]
    if not used:
        return {}
    taken = set(text)
    free = (chr(code) for code in range(0xF0000, 0xFFFFE) if chr(code) not in taken)
    return dict(zip(used, free, strict=False))


def _forbidden_character(match: re.Match[str], lines: Lines) -> Problem:
    message = f"the character U+{ord(match.group()):04X} is not allowed"
    hint = "Remove it, or write it as an escape inside double quotes."
    return Problem("Y004", message, hint, lines.span(match.start(), match.end()))
