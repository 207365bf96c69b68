"""Text from a file as a message quotes it: in quotes, escaped, and never longer than a line of a message can bear."""

from typing import Final

_LONGEST: Final = 60


def quoted(text: str) -> str:
    """`text` as Python writes it, cut after 60 characters."""
    return repr(text) if len(text) <= _LONGEST else repr(text[:_LONGEST] + "…")
