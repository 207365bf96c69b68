"""A file that was read: its text, the tree in it, and what is wrong with it. A broken file is a value like any."""

from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from personactl.document.lines import Lines
from personactl.document.node import Node, Span


class Problem(msgspec.Struct, frozen=True):
    """Something wrong at `span`: what it is, in one line, and what to do about it, in one line.

    `code` stands in `document.codes` (Y...) or `persona.codes` (S..., R...). Messages may quote the file:
    whoever shows them strips control characters. `instead` is the name that was meant, where `span` is a key, or the
    value as YAML writes it; None where it cannot be told.
    """

    code: str
    message: str
    hint: str
    span: Span
    instead: str | None = None


class Trouble(msgspec.Struct, frozen=True):
    """A problem whose place is not known yet."""

    code: str
    message: str
    hint: str

    def at(self, span: Span) -> Problem:
        return Problem(self.code, self.message, self.hint, span)


class Document(msgspec.Struct, frozen=True):
    """`root` is None where the file is empty, holds only comments, or is too broken to have a tree.

    The last case always comes with a problem. Problems stand in file order. The text has no byte order mark.
    """

    path: Path
    lines: Lines
    root: Node | None
    problems: tuple[Problem, ...]

    @property
    def text(self) -> str:
        return self.lines.text

    def source_line(self, number: int) -> str:
        """Line `number`, from 1, without its line end."""
        return self.lines.source_line(number)


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
