"""How much of a file is read at all."""

from typing import BinaryIO, Final

MAX_BYTES: Final = 2 * 1024 * 1024


def read_bounded(stream: BinaryIO, expected: int) -> bytes:
    """All of `stream`, up to one byte more than a file may have; `expected` is its likely size, within the limit.

    Python allocates as many bytes as it is asked for: always to ask for the limit costs 0.1 ms a file.
    """
    data = stream.read(expected + 1)
    return data if len(data) <= expected else data + stream.read(MAX_BYTES - expected)
