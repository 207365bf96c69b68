"""A file after reading: its text, its tree and its problems. A broken file is an ordinary value too."""

from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from personactl.document.line_index import Lines, SourcePart
from personactl.document.node import Node, Place, Span


class Problem(msgspec.Struct, frozen=True):
    """A problem in a file. Message and hint may quote the file, so a report must make them printable.

    code: a key of `READING_CODES` or of `persona.schema.schema_problems.CODES`.
    message: one line on what is wrong.
    hint: one line on what to do about it.
    span: the place of the problem.
    instead: the probable name if `span` is a key, or the correct value as YAML; None if it is not known.
    """

    code: str
    message: str
    hint: str
    span: Span
    instead: str | None = None


class Trouble(msgspec.Struct, frozen=True):
    """A problem without a place."""

    code: str
    message: str
    hint: str

    def at(self, span: Span) -> Problem:
        return Problem(self.code, self.message, self.hint, span)


class Document(msgspec.Struct, frozen=True):
    """A YAML file after parsing.

    path: the file.
    lines: the text without a byte order mark.
    root: the tree; None if the file is empty, holds only comments, or is too broken, which is always a problem.
    problems: the problems in file order.
    """

    path: Path
    lines: Lines
    root: Node | None
    problems: tuple[Problem, ...]

    @property
    def text(self) -> str:
        return self.lines.text

    def source_line(self, number: int) -> str:
        """Return line `number`, counted from 1, without its line end."""
        return self.lines.source_line(number)

    def source_part(self, place: Place) -> SourcePart:
        """Return the line of `place`; of a very long line the part around it."""
        return self.lines.source_part(place)


READING_CODES: Final = MappingProxyType(
    {
        "Y001": "the file cannot be read",
        "Y002": "the file is too large",
        "Y003": "the file is not UTF-8 text",
        "Y004": "a character that YAML does not allow",
        "Y005": "the text is not valid YAML",
        "Y006": "the same key twice in one mapping",
        "Y007": "a key is not text",
        "Y008": "a tag that is not supported or does not match its value",
        "Y009": "several documents in one file",
        "Y010": "an alias without its anchor",
        "Y011": "values are nested too deep",
        "Y012": "too many values, often unfolded by aliases",
        "Y013": "a number that JSON cannot represent",
    }
)
