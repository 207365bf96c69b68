"""The maximum size of files that are read."""

from typing import BinaryIO, Final

MAX_BYTES: Final = 2 * 1024 * 1024


def read_bounded(stream: BinaryIO, expected: int) -> bytes:
    """Read the whole stream, but at most one byte more than the limit.

    expected: the probable size, which is within the limit. Python allocates as much memory as a read requests, and
        reading two megabytes costs more than all checks together.
    """
    data = stream.read(expected + 1)
    return data if len(data) <= expected else data + stream.read(MAX_BYTES - expected)
