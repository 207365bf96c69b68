"""Parses YAML text into a `Document`: libyaml supplies events with marks, and `tree_builder` makes the nodes.

Invalid text never raises an exception: each error is a problem with its place. Lines end as in YAML 1.2, so a U+2028
pasted from a word processor is a character of its text and does not end a line.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

from personactl.document.display_text import all_visible
from personactl.document.document import Document, Problem
from personactl.document.libyaml import yaml
from personactl.document.line_index import Lines
from personactl.document.node import Node
from personactl.document.syntax_problems import syntax_problem
from personactl.document.tree_builder import Builder, ParsingStoppedError

BYTE_ORDER_MARK = "\ufeff"
MAX_PROBLEMS = 100
"""Maximum number of problems reported for one file."""

_LAST: Final = 4
"""Number of texts whose results are cached: a file is parsed once for its checks and once for its values, and a base
once for each file that extends it.
"""

# The characters that libyaml refuses, and a byte order mark inside the text, which its marks do not count.
# Compiled on first use, because compiling takes as long as reading many files.
_FORBIDDEN: Final = "[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
# libyaml implements YAML 1.1, which ends a line at these.
_OLD_LINE_ENDS = "\x85\u2028\u2029"


def parse(text: str, path: Path) -> Document:
    """Parse `text`; `path` is only stored. A byte order mark at the start is not part of the document."""
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
    except ParsingStoppedError as stopped:
        return None, [*builder.problems, stopped.problem]
    except yaml.YAMLError as error:
        return None, [*builder.problems, syntax_problem(error, lines)]
    return builder.root, builder.problems


def _first_document(text: str, lines: Lines, problems: list[Problem]) -> Iterator[tuple[yaml.Event, int, int]]:
    """Yield the events of the first document with their offsets. A second document is a problem and ends the events."""
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
    """Return a private-use character for each old line end in `text`; the text does not contain these characters."""
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
