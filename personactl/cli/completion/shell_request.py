"""What the shell scripts ask for while a user types: `personactl __complete SHELL WORDS...`.

The last word is the one to complete. bash gives the whole line up to the cursor instead, because it also splits words
at `=` and `:`. The answer is one candidate a line. For zsh and fish a tab and a few words about it follow.
"""

import re
import shlex
from collections.abc import Sequence
from contextlib import suppress

from personactl.cli.completion.words import Candidate, candidates

_SPECIAL = re.compile(r"([^\w@%+=:,./~-])", re.ASCII)
_BREAKS = re.compile(r".*[=:]", re.DOTALL)


def answer(arguments: Sequence[str]) -> str:
    """Return the answer to a request; `arguments` are those after `__complete`.

    No error is reported, because a shell has no place to show it: the answer is then empty.
    """
    shell, *words = arguments or ("",)
    with suppress(Exception):
        if shell == "bash":
            return _for_bash(words[0] if words else "")
        lines = (_with_text(one) for one in _printable(candidates(words[:-1], words[-1] if words else "")))
        return "".join(f"{line}\n" for line in lines)
    return ""


def _for_bash(line: str) -> str:
    words, quote = _split(line)
    last = words[-1]
    found = _printable(candidates(words[1:-1], last))
    kept = 0 if quote else _kept(last)
    return "".join(f"{one.word[kept:] if quote else _escaped(one.word[kept:])}\n" for one in found)


def _split(line: str) -> tuple[list[str], str]:
    """Return the words of a line, the last of which may be empty, and the quotation mark that is still open in it."""
    for quote in ("", "'", '"'):
        with suppress(ValueError):
            words = shlex.split(line + quote)
            ended = not quote and (line[-1:].isspace() and line[-2:-1] != "\\")
            return ([*words, ""] if ended or not words else words), quote
    return ["", ""], ""


def _kept(word: str) -> int:
    """Return how much of the word bash keeps: what is before its last `=` or `:` is a word of its own there."""
    match = _BREAKS.match(word)
    return match.end() if match else 0


def _escaped(word: str) -> str:
    return _SPECIAL.sub(r"\\\1", word)


def _printable(found: Sequence[Candidate]) -> list[Candidate]:
    """Leave out words that a terminal or a shell could take for something else than text."""
    return [one for one in found if one.word.isprintable()]


def _with_text(one: Candidate) -> str:
    text = " ".join(character for character in one.text.split() if character.isprintable())
    return f"{one.word}\t{text}" if text else one.word
