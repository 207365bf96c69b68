"""How text of a file is shown: quoted in a message, and whether it holds characters that cannot be seen."""

from typing import Final

_LONGEST: Final = 60


def quoted(text: str) -> str:
    """`text` as Python writes it, cut after 60 characters."""
    return repr(text) if len(text) <= _LONGEST else repr(text[:_LONGEST] + "…")


_ASCII: Final = bytes(range(32, 127)) + b"\t\n\r"


def all_visible(text: str) -> bool:
    """Whether each character has a glyph or is a space, a tab or the end of a line.

    False only means that a closer look is worth it: a no-break space, for one, has no glyph either.
    """
    if text.isascii():
        return not text.encode("ascii").translate(None, _ASCII)
    return text.replace("\n", "").replace("\t", "").replace("\r", "").isprintable()
