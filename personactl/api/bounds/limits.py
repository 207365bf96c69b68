"""Every bound of an answer, with its reason. An honest platform stays far below them; a hostile one meets them.

They are generous on purpose: an account of 10,000 personas, a session of a whole day and the largest document fit
several times. What they keep small is the memory and the time that one answer can cost.
"""

from typing import Final

import httpx
from msgspec import Struct

MIB: Final = 1024 * 1024

ANSWER_BYTES: Final = 16 * MIB
"""One JSON answer after decompression. The largest are a transcript of 20,000 messages and a page of 100 tools whose
schemas have 50 kB each: 6 and 5 MB."""

DOCUMENT_BYTES: Final = 64 * MIB
"""One downloaded document. The platform takes at most 50 MB (docs/platform.md#documents)."""

DOCUMENTS_AT_ONCE: Final = 2
"""Downloads at the same moment, because each is in memory until it is on disk."""

STREAM_BYTES: Final = 16 * MIB
"""What a persona says to one line, as messages: several novels."""

LINE_BYTES: Final = MIB
"""One message of a stream; a message holds a few words."""

JSON_VALUES: Final = 500_000
"""Values in one JSON answer. Python takes about a hundred bytes for a value, so 16 MiB of `[],` would take 500 MB."""

JSON_DEPTH: Final = 100
"""Levels of one JSON answer; a JSON schema of a tool has ten. Python fails at about a thousand."""

NUMBER_DIGITS: Final = 20
"""Digits of an integer: those of the largest that a database holds. Longer ones do not fit dates and durations."""

LIST_PAGES: Final = 1_000
"""Pages of one list: 100,000 entries, of which an account has 10,000."""

LIST_BYTES: Final = 256 * MIB
"""All pages of one list together: 2.5 kB for each of 100,000 entries."""

STALE_PAGES: Final = 3
"""Pages in succession that bring nothing new. Entries that are added while a list is read repeat one page."""

KIB_EACH_SECOND: Final = 64
"""The slowest transfer that is waited for, as half a megabit a second: 50 MB take 13 minutes."""


class AnswerBounds(Struct, frozen=True):
    """The bounds of the answer to one request.

    size: the most bytes, after decompression.
    seconds: the longest time from the start of the request to the end of the answer; not while it waits for its turn.
    grows: whether that time grows by a second for every 64 KiB that are sent or received.
    """

    size: int = ANSWER_BYTES
    seconds: float = 60.0
    grows: bool = True

    @property
    def largest(self) -> str:
        return f"{self.size // MIB} MiB"


ANSWER: Final = AnswerBounds()
"""Twice the longest pause that is allowed in an answer, so that only one that drips meets it."""

DOCUMENT: Final = AnswerBounds(size=DOCUMENT_BYTES)

STREAM: Final = AnswerBounds(size=STREAM_BYTES, seconds=1800.0, grows=False)
"""A slow model on this machine says a thousand words in ten minutes."""

STREAM_SILENCE_S: Final = 120.0
"""Wait for the next message of a stream, not just for the next byte: a model may think for a minute."""


class BoundExceeded(httpx.TransportError):
    """An answer went further than a bound. The text names the bound.

    It is none of the failures that `retry` repeats.
    """
