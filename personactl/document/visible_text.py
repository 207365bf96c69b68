"""Whether a text holds nothing but what can be seen: the question that most texts need no pattern to answer."""

from typing import Final

_ASCII: Final = bytes(range(32, 127)) + b"\t\n\r"


def all_visible(text: str) -> bool:
    """Whether each character has a glyph or is a space, a tab or the end of a line.

    False only means that a closer look is worth it: a no-break space, for one, has no glyph either.
    """
    if text.isascii():
        return not text.encode("ascii").translate(None, _ASCII)
    return text.replace("\n", "").replace("\t", "").replace("\r", "").isprintable()
