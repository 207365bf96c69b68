"""Comments in a prompt file that speak to the linter, `<!-- personactl: ignore[P411] -->`: no part of the prompt.

Whoever reads a prompt leaves them out, so that neither the platform nor the model ever sees them.
"""

import re
from collections.abc import Iterator
from typing import Final

from personactl.document.lines import with_lf

REMARK: Final = re.compile(r"<!--[ \t]*personactl:[ \t]*ignore\b(?:\[(?P<rules>[^\]\r\n]*)\])?[ \t]*-->")

_WORD: Final = "personactl:"
_BLANK: Final = " \t"
_TO_THE_NEXT: Final = re.compile(r"[ \t]*(?:\r\n|\r|\n)?")


def remarks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each ignore comment in the text of a prompt file, in order.

    A range includes the white space before the comment, or the white space after it at the start of a line. If nothing
    else is on the line, the range includes the line end.
    """
    if _WORD not in text:
        return
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
    """Return the text without its ignore comments, with LF line ends.

    A CR before a comment and an LF after it are two line ends.
    """
    parts, done = [], 0
    for start, end in remarks(text):
        parts.append(text[done:start])
        done = end
    return "".join(with_lf(part) for part in (*parts, text[done:]))
