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

ANSWER_MEMORY: Final = 64 * MIB
"""One JSON answer once it is read. That transcript takes 30 MiB if each message has an emoji, which makes each of its
characters four bytes long."""

LARGE_BYTES: Final = MIB
"""An answer is large from here on; nearly all are far smaller."""

LARGE_AT_ONCE: Final = 2
"""Large answers that arrive at the same moment. Others pause until it is their turn, so that eight transcripts that are
asked for together are not in memory together."""

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

EVENTS_MEMORY: Final = 128 * MIB
"""Events of sessions that are shown together: 250,000 messages."""

STALE_PAGES: Final = 3
"""Pages in succession that bring nothing new. Entries that are added while a list is read repeat one page."""

KIB_EACH_SECOND: Final = 64
"""The slowest transfer that is waited for, as half a megabit a second: 50 MB take 13 minutes."""


class ListBounds(Struct, frozen=True):
    """The bounds of all pages of a list together.

    size: the most bytes, after decompression.
    memory: the most bytes that the entries take once they are read, which are kept until the last page has come.
    """

    size: int
    memory: int


LIST: Final = ListBounds(size=64 * MIB, memory=128 * MIB)
"""6 and 13 kB for each of 10,000 entries, of which a persona takes 1 and 3."""

SESSIONS: Final = ListBounds(size=256 * MIB, memory=256 * MIB)
"""Each session repeats its persona's prompt, which is dropped as it is read. Without it, a session takes 2 kB of
memory, and 100,000 fit."""


class AnswerBounds(Struct, frozen=True):
    """The bounds of the answer to one request.

    size: the most bytes, after decompression.
    seconds: the longest time from the start of the request to the end of the answer; not while it waits for its turn.
    grows: whether that time grows by a second for every 64 KiB that are sent or received.
    kept: whether the whole answer is in memory at its end, so that a large one waits for its turn.
    """

    size: int = ANSWER_BYTES
    seconds: float = 60.0
    grows: bool = True
    kept: bool = True

    @property
    def largest(self) -> str:
        return f"{self.size // MIB} MiB"


ANSWER: Final = AnswerBounds()
"""Twice the longest pause that is allowed in an answer, so that only one that drips meets it."""

DOCUMENT: Final = AnswerBounds(size=DOCUMENT_BYTES)

STREAM: Final = AnswerBounds(size=STREAM_BYTES, seconds=1800.0, grows=False, kept=False)
"""A slow model on this machine says a thousand words in ten minutes."""

STREAM_SILENCE_S: Final = 120.0
"""Wait for the next message of a stream, not just for the next byte: a model may think for a minute."""


class BoundExceeded(httpx.TransportError):
    """An answer went further than a bound. The text names the bound.

    It is none of the failures that `retry` repeats.
    """
