"""Text of a file as messages show it: quoting, and a quick test for invisible characters."""

from typing import Final

_LONGEST: Final = 60


def quoted(text: str) -> str:
    """Return `text` as a Python literal, cut after 60 characters."""
    return repr(text) if len(text) <= _LONGEST else repr(text[:_LONGEST] + "…")


_ASCII: Final = bytes(range(32, 127)) + b"\t\n\r"


def all_visible(text: str) -> bool:
    """Return whether each character has a glyph or is a space, a tab or a line end.

    False only means that the text needs a closer look: a no-break space, for example, has no glyph either.
    """
    if text.isascii():
        return not text.encode("ascii").translate(None, _ASCII)
    return text.replace("\n", "").replace("\t", "").replace("\r", "").isprintable()
