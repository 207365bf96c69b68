"""Splits a streamed body into lines, at newlines only.

httpx splits at every character that Unicode calls a line end, and a JSON string may contain those unescaped.
"""

import asyncio
from collections.abc import AsyncIterator

import httpx

from personactl.api.bounds.limits import LINE_BYTES, MIB, BoundExceeded
from personactl.api.failures import unreadable_answer


async def lines_of(response: httpx.Response, silence_s: float) -> AsyncIterator[str]:
    """Yield each non-empty line as soon as it is complete; the last one also without a newline.

    Raises `UnavailableError` for a line that is not UTF-8; `BoundExceeded` for one that is too long, and if none is
    complete for `silence_s`, however many bytes arrive; `httpx.ReadTimeout` if none arrives.
    """
    rest: list[bytes] = []
    length = 0
    now = asyncio.get_running_loop().time
    arriving, due = response.aiter_bytes(), now() + silence_s
    while (chunk := await _next(arriving, due, silence_s, drips=length > 0)) is not None:
        first, *others = chunk.split(b"\n")
        rest.append(first)
        length += len(first)
        for part in others:
            if line := _text(rest, response):
                yield line
                due = now() + silence_s
            rest, length = [part], len(part)
        if length > LINE_BYTES:
            raise BoundExceeded(f"a line of it has no end within {LINE_BYTES // MIB} MiB")
    if line := _text(rest, response):
        yield line


async def _next(arriving: AsyncIterator[bytes], due: float, silence_s: float, *, drips: bool) -> bytes | None:
    try:
        async with asyncio.timeout_at(due) as timeout:
            return await anext(arriving, None)
    except TimeoutError as error:
        if not timeout.expired():
            raise
        if drips:
            raise BoundExceeded(f"no line of it was complete within {silence_s:.0f} seconds") from error
        raise httpx.ReadTimeout("no line arrived in time") from error


def _text(parts: list[bytes], response: httpx.Response) -> str:
    line = b"".join(parts)
    try:
        return line.decode() if line.strip() else ""
    except UnicodeDecodeError as error:
        raise unreadable_answer(response, "a line of it is not UTF-8") from error
