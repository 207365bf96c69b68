"""Splits a streamed body into lines, at newlines only.

httpx splits at every character that Unicode calls a line end, and a JSON string may contain those unescaped.
"""

from collections.abc import AsyncIterator

import httpx

from personactl.api.failures import unreadable_answer

_LONGEST_LINE = 1024 * 1024


async def lines_of(response: httpx.Response) -> AsyncIterator[str]:
    """Yield each non-empty line as soon as it is complete; the last one also without a newline.

    Raises `UnavailableError` for a line that is not UTF-8 or longer than a mebibyte.
    """
    rest = b""
    async for chunk in response.aiter_bytes():
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            if line.strip():
                yield _text(line, response)
        if len(rest) > _LONGEST_LINE:
            raise unreadable_answer(response, "a line of it has no end")
    if rest.strip():
        yield _text(rest, response)


def _text(line: bytes, response: httpx.Response) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise unreadable_answer(response, "a line of it is not UTF-8") from error
