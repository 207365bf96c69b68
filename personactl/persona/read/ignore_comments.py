"""Comments for the linter in a prompt file, such as `<!-- personactl: ignore[P411] -->`.

They are removed when a prompt is read, so that neither the platform nor the LLM sees them.
"""

from collections.abc import Iterator
from typing import Final

from personactl.document.line_index import with_lf
from personactl.pattern import Pattern

IGNORE_COMMENT: Final = Pattern(r"<!--[ \t]*+personactl:[ \t]*+ignore\b(?:\[(?P<rules>[^\]<\r\n]*+)\])?[ \t]*+-->")

_MARKER: Final = "personactl:"
_BLANK: Final = " \t"
_REST_OF_LINE: Final = Pattern(r"[ \t]*(?:\r\n|\r|\n)?")


def ignore_comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each ignore comment in the text of a prompt file, in order.

    A range includes the white space before the comment, or the white space after it at the start of a line. If nothing
    else is on the line, the range includes the line end.
    """
    if _MARKER not in text:
        return
    done, first = 0, True
    for match in IGNORE_COMMENT.finditer(text):
        start = match.start()
        while start > done and text[start - 1] in _BLANK:
            start -= 1
        first = start == 0 or text[start - 1] in "\r\n" or (first and start == done)
        behind = _REST_OF_LINE.match(text, match.end()) if first else None
        done = behind.end() if behind is not None else match.end()
        yield start, done


def without_ignore_comments(text: str) -> str:
    """Return the text without its ignore comments, with LF line ends.

    A CR before a comment and an LF after it are two line ends.
    """
    parts, done = [], 0
    for start, end in ignore_comments(text):
        parts.append(text[done:start])
        done = end
    return "".join(with_lf(part) for part in (*parts, text[done:]))
