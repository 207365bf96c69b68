"""How much of a file is read at all."""

from typing import BinaryIO, Final

MAX_BYTES: Final = 2 * 1024 * 1024


def read_bounded(stream: BinaryIO, expected: int) -> bytes:
    """All of `stream`, up to one byte more than a file may have; `expected` is its likely size, within the limit.

    Python sets aside as much memory as it is asked for: a read of two megabytes costs more than all checks together.
    """
    data = stream.read(expected + 1)
    return data if len(data) <= expected else data + stream.read(MAX_BYTES - expected)
