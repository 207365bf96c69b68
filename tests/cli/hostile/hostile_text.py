"""A text that attacks whoever prints it raw, and what must not be in any output."""

import re
import unicodedata
from typing import Final

COMMANDS: Final = (
    "::error file=x::pwned\n"
    "  ::add-mask::e\n"
    "::stop-commands::pwned\n"
    "##[error]pwned\n"
    "\t##vso[task.setvariable variable=PATH]pwned\n"
    "words ##vso[task.complete result=Failed;]pwned\n"
    "##teamcity[buildProblem description='pwned']\n"
    "section_start:1700000000:pwned\r\x1b[0K\n"
)
CONTROLS: Final = (
    "\x1b]0;pwned\x07\x1b[2J\x1b[31mred\x1b[8m\x9b2J\x9d0;pwned\x9c\x85\x08\x7f\x0b\x0c\x1c\x00"
    "\u2028\u2029\u202epwned\u202c\u2066\u2069\u061c\u200e\u200f\ufeff\U000e0041\u200b"
)
HOSTILE: Final = f"pwned\n{COMMANDS}{CONTROLS}\n::error::pwned"
"""It ends without a newline, so that what follows it is attacked as well."""
SENT: Final = f"pwned\n{COMMANDS}\x1b]0;pwned\x07\x1b[2J\x1b[31mred\x9b2J\x85\x08\x7f\x0b\u200b\n::error::pwned"
"""A hostile text that no rule about hidden characters keeps from being sent."""

_STYLE: Final = re.compile(r"\x1b\[[0-9;]*m")
_CURSOR: Final = re.compile(r"\x1b\[(?:\?25[lh]|\d*[AKJG]|\?2004[lh]|\?1[lh])|\x1b=|\x1b>|\r")
_COMMAND: Final = re.compile(r"^\s*(?:::|section_(?:start|end):)|##\w*\[", re.MULTILINE)
_OURS: Final = re.compile(r"^::(?:error|warning|notice) (?:file|title)=[^\n]*$|^::add-mask::[\w.-]+$", re.MULTILINE)
_ALLOWED: Final = frozenset("\n\t\u200c\u200d\xad")


def bad_signs(shown: str, *, terminal: bool = False, github: bool = False) -> list[str]:
    """Return what an output must not have.

    terminal: styles and the cursor's movements of our own are part of it.
    github: so are workflow commands of our own.
    """
    if terminal:
        shown = _CURSOR.sub("", _STYLE.sub("", shown))
    found = sorted({repr(one) for one in shown if one not in _ALLOWED and _is_bad(one)})
    commands = _OURS.sub("", shown) if github else shown
    return [*found, *(match[0] + commands[match.end() :][:40] for match in _COMMAND.finditer(commands))]


def _is_bad(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def yaml_text(text: str) -> str:
    """Return a double-quoted YAML scalar, in ASCII."""
    return '"' + "".join(one if one.isalnum() and one.isascii() else f"\\U{ord(one):08x}" for one in text) + '"'
