"""Comments in a prompt file that speak to the linter, `<!-- personactl: ignore[P411] -->`: no part of the prompt.

Whoever reads a prompt leaves them out, so that neither the platform nor the model ever sees them.
"""

import re
from collections.abc import Iterator
from typing import Final

REMARK: Final = re.compile(r"<!--[ \t]*personactl:[ \t]*ignore\b(?:\[(?P<rules>[^\]\r\n]*)\])?[ \t]*-->")

_WORD: Final = "personactl:"
_BLANK: Final = " \t"
_TO_THE_NEXT: Final = re.compile(r"[ \t]*(?:\r\n|\r|\n)?")


def remarks(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each in the text as it stands in the file, in order; those that touch are one.

    With the white space before it, or at the start of a line behind it; with its line where nothing else stands there.
    """
    if _WORD not in text:
        return
    found = list(_found(text))
    apart: list[tuple[int, int]] = []
    while found:
        start, end = found.pop()
        if apart and apart[-1][0] == end:
            end = apart.pop()[1]
        touches = bool(found) and found[-1][1] == start
        if not touches and start and text[start - 1] == "\r" and text.startswith("\n", end):
            start -= 1  # what it stood between must not become one line end
        apart.append((start, end))
    yield from reversed(apart)


def _found(text: str) -> Iterator[tuple[int, int]]:
    done, first = 0, True
    for match in REMARK.finditer(text):
        start = match.start()
        while start > done and text[start - 1] in _BLANK:
            start -= 1
        first = start == 0 or text[start - 1] in "\r\n" or (first and start == done)
        behind = _TO_THE_NEXT.match(text, match.end()) if first else None
        done = behind.end() if behind is not None else match.end()
        yield start, done


def without_remarks(text: str) -> str:
    kept, done = [], 0
    for start, end in remarks(text):
        kept.append(text[done:start])
        done = end
    return "".join((*kept, text[done:]))
