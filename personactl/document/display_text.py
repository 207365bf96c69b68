"""Text of a file as messages show it: quoting, and a quick test for invisible characters."""

from typing import Final

_LONGEST: Final = 60
_LONGEST_MESSAGE: Final = 1_000


def quoted(text: str) -> str:
    """Return `text` as a Python literal, cut after 60 characters."""
    return repr(text) if len(text) <= _LONGEST else repr(text[:_LONGEST] + "…")


def shortened_message(text: str) -> str:
    """Return a message without the middle of what is far too long, such as a path of 640 kB that it repeats."""
    if len(text) <= _LONGEST_MESSAGE:
        return text
    part = _LONGEST_MESSAGE // 2
    return f"{text[:part]}… {len(text) - 2 * part:,} characters …{text[-part:]}"


_ASCII: Final = bytes(range(32, 127)) + b"\t\n\r"


def all_visible(text: str) -> bool:
    """Return whether each character has a glyph or is a space, a tab or a line end.

    False only means that the text needs a closer look: a no-break space, for example, has no glyph either.
    """
    if text.isascii():
        return not text.encode("ascii").translate(None, _ASCII)
    return text.replace("\n", "").replace("\t", "").replace("\r", "").isprintable()
