"""Answers that do not end, or become too much once they are read; each is a script for a connection of `live`."""

import asyncio
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from personactl.api.bounds.limits import ANSWER, AnswerBounds
from personactl.api.client import Client
from personactl.api.retry import RetrySettings
from personactl.json_value import JsonValue
from personactl.secret import Secret
from tests.api.live import HANGING_S, KEY, FakeSleep, Script, answer, says, scripted

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"
GZIP, ZLIB, RAW = 31, 15, -15
BOMB_BYTES = 2_600_000_000
"""What a review made of 2.5 MB of gzip."""


def bomb(container: int, size: int = BOMB_BYTES) -> bytes:
    """Return `size` bytes of blanks, compressed: a valid beginning of JSON. Its checksum, at the very end, is wrong."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, container)
    first = compressor.compress(b" " * (1 << 20)) + compressor.flush(zlib.Z_FULL_FLUSH)
    again = compressor.compress(b" " * (1 << 20)) + compressor.flush(zlib.Z_FULL_FLUSH)
    return first + again * ((size >> 20) - 1) + compressor.flush()


def compressed(body: bytes, container: int = GZIP) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, container)
    return compressor.compress(body) + compressor.flush()


def encoded(body: bytes, coding: str, *, status: str = "200 OK") -> Script:
    return says(answer(body, status=status, headers=[f"content-encoding: {coding}"]))


def endless(head: bytes, piece: bytes, pause_s: float = 0.0) -> Script:
    """Return a script that reads the request, sends `head`, and then `piece` again and again."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await says(head)(reader, writer)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause_s)

    return script


@contextmanager
def counting(script: Script) -> Iterator[tuple[str, list[int]]]:
    """Serve `script`, and yield its origin and a list with an entry for each connection."""
    connections: list[int] = []

    async def counted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        await script(reader, writer)

    with scripted(counted) as origin:
        yield origin, connections


def asked(
    origin: str, *, bounds: AnswerBounds = ANSWER, method: str = "get", settings: RetrySettings | None = None
) -> JsonValue:
    """Ask `origin` once, as every command does, with the repetitions of the program but without its waits."""

    async def asking() -> JsonValue:
        retry = settings or FakeSleep().retry_settings()
        async with Client(origin, Secret(KEY), retry=retry, timeout_s=HANGING_S, bounds=bounds) as client:
            request: Callable[..., asyncio.Future[JsonValue]] = getattr(client, method)
            return await (request("/v1/x") if method == "get" else request("/v1/x", {}))

    return asyncio.run(asking())
