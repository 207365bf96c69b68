"""Headers of a webhook whose values can be shown.

An output hides the values of all others, because the credential of somebody's own service is in a header of any name.
"""

from typing import Final

_PUBLIC: Final = frozenset(
    {
        *("accept", "accept-charset", "accept-encoding", "accept-language", "api-version", "x-api-version"),
        *("cache-control", "connection", "content-encoding", "content-language", "content-length", "content-type"),
        *("date", "dnt", "expect", "from", "host", "if-match", "if-modified-since", "if-none-match"),
        *("if-unmodified-since", "keep-alive", "max-forwards", "origin", "pragma", "prefer", "range", "te"),
        *("trailer", "transfer-encoding", "upgrade", "user-agent", "via", "x-requested-with"),
    }
)


def is_public_header(header: str) -> bool:
    """Return whether the value of a header can be shown to anybody."""
    return header.strip().lower() in _PUBLIC
