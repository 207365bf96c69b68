"""The maximum size of files that are read."""

from typing import BinaryIO, Final

MAX_BYTES: Final = 2 * 1024 * 1024


def read_bounded(stream: BinaryIO, expected: int) -> bytes:
    """Read the whole stream, but at most one byte more than the limit.

    expected: the probable size, which is within the limit. Python allocates as many bytes as a read requests;
        to request the limit each time costs 0.1 ms a file.
    """
    data = stream.read(expected + 1)
    return data if len(data) <= expected else data + stream.read(MAX_BYTES - expected)
