"""Escape untrusted text: no text of a file or a platform can control a terminal, or the log of a CI job.

What has no place in any output: control characters, characters that reorder or hide a text, line separators that only
some programs know, and lone surrogates. Joiners, soft hyphens and the flags of regions belong to words and emoji.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from personactl.pattern import Pattern

if TYPE_CHECKING:
    import re

# They join emoji and the letters of some scripts.
_JOINERS: Final = frozenset("\u200c\u200d")
_TAB: Final = " " * 4
_REORDERING: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
_HIDDEN: Final = "\u180e\u2060-\u2064\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0001-\U000e007f"
_WORD_BREAK: Final = "(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b"
"""A space of no width. It separates words where a script writes none between them, and hides elsewhere."""
_FLAG: Final = "\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f"
"""A black flag with the name of a region in invisible letters, such as that of Scotland."""
_UNSAFE: Final = Pattern(
    f"({_FLAG})|{_WORD_BREAK}|[\x00-\x08\x0b-\x1f\x7f-\x9f{_REORDERING}{_HIDDEN}\u2028\u2029\ud800-\udfff]"
)
_ASCII: Final = bytes(range(32, 127)) + b"\t\n"

_INNER_COMMAND: Final = r"##(?=\w{0,24}\[)"
_HASHES: Final = Pattern(_INNER_COMMAND)
_COMMAND: Final = Pattern(rf"(?m)^[^\S\n]*(?:(?=::)|(?=section_(?:start|end):))|{_INNER_COMMAND}")
"""What makes a line of a CI job's log a command. GitHub: `::error::` after blanks, `##[error]` anywhere. Azure and
TeamCity: `##vso[` and `##teamcity[` anywhere. GitLab: sections."""


class Edit(NamedTuple):
    """A part of a text that is to be replaced."""

    start: int
    end: int
    text: str


def printable(text: str) -> str:
    """Return `text` with all that a terminal must not get as escapes. Newlines and tabs stay.

    A carriage return is escaped, because it would overwrite the line.
    """
    return text if is_printable(text) else _UNSAFE.sub(_replaced, text)


def is_printable(text: str) -> bool:
    """Return whether `printable` leaves `text` as it is."""
    if text.isascii():
        return text.isprintable() or not text.encode("ascii").translate(None, _ASCII)
    if text.replace("\n", "").replace("\t", "").isprintable():  # many times faster than a search
        return True
    return all(match[1] for match in _UNSAFE.finditer(text))


def one_line(text: str) -> str:
    """Return `printable(text)` with every run of white space as one space."""
    return " ".join(printable(text).split())


def line_edits(text: str) -> list[Edit]:
    """Return the edits that make `text` one line of an output, which no CI system takes for a command."""
    if text.isprintable() and not _may_command(text):
        return []
    edits = [Edit(match.start(), match.end(), _escape(match[0])) for match in _UNSAFE.finditer(text) if not match[1]]
    edits += [Edit(at, at + 1, "\\n") for at, character in enumerate(text) if character == "\n"]
    edits += [Edit(at, at, "\\") for at in command_places(text)]
    return sorted(edits)


def line_text(text: str) -> str:
    """Return `text` as one line of an output, which no CI system takes for a command."""
    edits = line_edits(text)
    if not edits:
        return text
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def command_places(text: str) -> Iterator[int]:
    """Yield where a backslash must stand so that no line of `text` is a command of a CI system."""
    if _may_command(text):
        yield from (match.end() - 1 if match[0].endswith("#") else match.end() for match in _COMMAND.finditer(text))


def without_inner_commands(text: str) -> str:
    """Return a line of a log with a backslash in each command that can stand anywhere in it."""
    return _HASHES.sub(r"#\\#", text) if "##" in text else text


def visible(text: str) -> str:
    """Return `text` on one line: tabs as spaces; newlines, control and invisible characters as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible_character(character) for character in text)


def encodable(text: str) -> str:
    """Return `text` for formats that allow any character but must be UTF-8: lone surrogates become escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def json_escaped(text: str) -> str:
    """Return a JSON text in which all that a terminal must not get is escaped, and no log reads a command."""
    if not is_printable(text):
        text = _UNSAFE.sub(lambda match: match[1] or _json_escape(match[0]), text)
    return _HASHES.sub("#\\\\u0023", text) if "##" in text else text


def _may_command(text: str) -> bool:
    return "::" in text or "##" in text or "section_" in text


def _visible_character(character: str) -> str:
    if character == "\t":
        return _TAB
    if character == "\n":
        return "\\n"
    import unicodedata  # imported late: most runs show nothing of the kind

    if character not in _JOINERS and unicodedata.category(character) in {"Cf", "Zl", "Zp"}:
        return _escape(character)
    return printable(character)


def _replaced(match: "re.Match[str]") -> str:
    return match[1] or _escape(match[0])


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
