"""Undoes the compression of an answer piece by piece, so that its size is known before it is in memory.

Only what the client asked for is undone, and only once: `gzip` or `deflate`. httpx undoes any list of codings, and a
whole piece at a time; 2.5 MB of gzip are 2.6 GB then, and `gzip, gzip` a thousand times that.
"""

import zlib
from collections.abc import Iterator
from typing import Final

import httpx

from personactl.api.bounds.limits import MIB

ACCEPTED: Final = "gzip, deflate"
"""The value of `Accept-Encoding`."""

_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
_NONE = frozenset({"", "identity"})


class Decompression:
    """Turns the pieces of a body into pieces of at most a mebibyte. Raises `httpx.DecodingError` for damaged ones."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._stream = zlib.decompressobj(_GZIP if coding == "gzip" else _ZLIB)
        self._begun = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data:
            piece = self._next(data)
            data = self._stream.unconsumed_tail
            if piece:
                yield piece
        if self._stream.unused_data:
            raise httpx.DecodingError("there are bytes behind the compressed ones")

    def finish(self) -> None:
        """Raise `httpx.DecodingError` if the body ended early. An empty body is whole."""
        if self._begun and not self._stream.eof:
            raise httpx.DecodingError("the compressed bytes end early")

    def _next(self, data: bytes) -> bytes:
        begun, self._begun = self._begun, True
        try:
            return self._stream.decompress(data, MIB)
        except zlib.error as error:
            if begun or self._coding != "deflate":
                raise httpx.DecodingError(str(error)) from error
        # Many servers send deflate without the header that the standard demands.
        self._stream = zlib.decompressobj(_RAW)
        try:
            return self._stream.decompress(data, MIB)
        except zlib.error as error:
            raise httpx.DecodingError(str(error)) from error


def decompression_of(headers: httpx.Headers) -> Decompression | None:
    """Return how to undo the compression that `headers` state; None for a body as it is.

    Raises `httpx.DecodingError` for a coding that was not asked for, and for several.
    """
    stated = [name.strip().lower() for name in headers.get_list("content-encoding", split_commas=True)]
    codings = [name for name in stated if name not in _NONE]
    if not codings:
        return None
    if len(codings) > 1 or codings[0] not in {"gzip", "x-gzip", "deflate"}:
        raise UnwantedCoding("it is compressed in a way that was not asked for")
    return Decompression(codings[0].removeprefix("x-"))


class UnwantedCoding(httpx.DecodingError):
    """The server compressed the answer twice, or with another method than gzip and deflate."""
