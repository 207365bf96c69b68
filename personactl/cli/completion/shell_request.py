"""What the shell scripts ask for while a user types: `personactl __complete SHELL ...`.

zsh and fish give the words, of which the last one is to be completed. bash gives the line up to the cursor, because it
also splits words at `=` and `:`, and the characters at which it does. The answer is one candidate a line, which bash
inserts as it is. For zsh and fish, which quote it, a tab and a few words about it follow.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from personactl.cli.completion.bash_line import BashLine, read_line
from personactl.cli.completion.words import Candidate, candidates

_SPECIAL: Final = re.compile(r"([^\w@%+=:,./~-])", re.ASCII)
_SPECIAL_IN_DOUBLE: Final = re.compile(r"([$`\"\\])")
_USUAL_BREAKS: Final = "@=:"


def answer(arguments: Sequence[str]) -> str:
    """Return the answer to a request; `arguments` are those after `__complete`.

    No error is reported, because a shell has no place to show it: the answer is then empty.
    """
    shell, *words = arguments or ("",)
    with suppress(Exception):
        if shell == "bash":
            line, breaks = (*words, _USUAL_BREAKS)[:2] if words else ("", "")
            return _for_bash(read_line(line, breaks))
        lines = (_with_text(one) for one in _printable(candidates(words[:-1], words[-1] if words else "")))
        return "".join(f"{line}\n" for line in lines)
    return ""


def _for_bash(line: BashLine) -> str:
    found = _printable(candidates(line.words[1:-1], line.words[-1]))
    return "".join(f"{_for_bash_word(one.word, line)}\n" for one in found)


def _for_bash_word(word: str, line: BashLine) -> str:
    """Return what bash inserts for a word."""
    rest = word[line.kept :]
    if not line.quote:
        escaped = _SPECIAL.sub(r"\\\1", rest)
        home = escaped.startswith("~") and not line.words[-1].startswith("~")
        return f"\\{escaped}" if home else escaped
    if line.quote == "'":
        quoted = rest.replace("'", "'\\''")
    else:
        # bash looks for events of its history in double quotation marks, too
        quoted = _SPECIAL_IN_DOUBLE.sub(r"\\\1", rest).replace("!", "\"'!'\"")
    # bash closes the quotation mark of the only candidate, but not behind another such mark
    return quoted + line.quote if quoted.endswith(line.quote) else quoted


def _printable(found: Sequence[Candidate]) -> list[Candidate]:
    """Leave out words that a terminal or a shell could take for something else than text."""
    return [one for one in found if one.word.isprintable()]


def _with_text(one: Candidate) -> str:
    text = "".join(character for character in " ".join(one.text.split()) if character.isprintable())
    return f"{one.word}\t{text}" if text else one.word
