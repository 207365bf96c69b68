"""Functions of the languages on texts whose result is certain: joining, trimming, removing indentation.

An unknown part is a single character while a function works on the text, so that it keeps its position.
"""

import inspect
import re
import textwrap
from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace

from personactl.literals.literal import Text, Unknown, joined

_STAND_INS: Final = range(0xF0000, 0xFFFFE)
# What JavaScript's trim() removes; Python's strip() removes nearly the same.
JS_SPACE: Final = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff".replace(
    "\u2000-\u200a", "".join(map(chr, range(0x2000, 0x200B)))
)


def applied(text: Text, function: Callable[[str], str]) -> Text:
    """Return the text after `function`, which moves, removes or adds letters."""
    taken = {letter for piece in text.pieces if isinstance(piece, str) for letter in piece}
    unknown = [piece for piece in text.pieces if isinstance(piece, Unknown)]
    free = (chr(code) for code in _STAND_INS if chr(code) not in taken)
    marks = dict(zip(free, unknown, strict=False))
    letters = iter(marks)
    whole = "".join(piece if isinstance(piece, str) else next(letters) for piece in text.pieces)
    if not marks:
        return replace(text, pieces=joined([function(whole)]))
    parts = re.split(f"([{''.join(marks)}])", function(whole))
    return replace(text, pieces=joined([marks.get(part, part) for part in parts]))


def concatenated(texts: Sequence[Text], separator: str = "") -> Text:
    """Return the texts one after the other, at the place of the first."""
    parts: list[str | Unknown] = []
    for number, text in enumerate(texts):
        parts += [separator, *text.pieces] if number else text.pieces
    doubts = tuple(doubt for text in texts for doubt in text.doubts)
    return Text(joined(parts), texts[0].place, doubts)


def js_dedent(text: str) -> str:
    """Return what the npm package `dedent` makes of a text."""
    lines = text.split("\n")
    indents = [len(match[1]) for line in lines if (match := re.match(r"(\s+)\S", line))]
    least = min(indents, default=0)
    return "\n".join(line[least:] if line[:1] in {" ", "\t"} else line for line in lines).strip(JS_SPACE)


JS_METHODS: Final[dict[str, Callable[[str], str]]] = {
    "trim": lambda text: text.strip(JS_SPACE),
    "trimStart": lambda text: text.lstrip(JS_SPACE),
    "trimEnd": lambda text: text.rstrip(JS_SPACE),
    "trimLeft": lambda text: text.lstrip(JS_SPACE),
    "trimRight": lambda text: text.rstrip(JS_SPACE),
    "toString": lambda text: text,
    "normalize": lambda text: text,
}
"""Methods of JavaScript's strings without arguments."""

PYTHON_METHODS: Final[dict[str, Callable[[str], str]]] = {
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
}
"""Methods of Python's strings without arguments."""

PYTHON_FUNCTIONS: Final[dict[str, Callable[[str], str]]] = {
    "dedent": textwrap.dedent,
    "cleandoc": inspect.cleandoc,
    "str": lambda text: text,
}
"""Functions of Python of one text."""
