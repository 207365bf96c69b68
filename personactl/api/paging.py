"""Lists of the platform, page by page or item by item: `{data, meta}` with 1-based page numbers.

Pages are cut by position, and the list may change between two pages: a new entry moves others to the next page, where
they appear again; a deletion moves others to a page that was already read, so that they are missed. `items` drops
repetitions. A caller that must know whether something is absent requests it by id.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from itertools import islice

from msgspec import Struct

from personactl.api.client import Client
from personactl.api.request_parts import Params
from personactl.errors import UnavailableError
from personactl.json_value import JsonObject, JsonValue

LARGEST_PAGE = 100
"""The upper bound of `perPage` (docs/platform.md#paging)."""


class Page(Struct, frozen=True):
    """One page.

    entries: its entries, in the platform's order.
    number: its number, from 1.
    last: the number of the last page when this page was read; None if the platform did not say.
    total: the number of all entries when this page was read; None if the platform did not say.
    """

    entries: tuple[JsonObject, ...]
    number: int
    last: int | None
    total: int | None
    following: int | None


async def pages(
    client: Client, path: str, params: Params | None = None, per_page: int = LARGEST_PAGE, *, ahead: int = 0
) -> AsyncGenerator[Page, None]:
    """Yield every page in order. `ahead` is how many further pages are requested while one is being consumed."""
    page = await _page(client, path, params, per_page, 1)
    yield page
    under_way: deque[asyncio.Task[Page]] = deque()
    expected = iter(range(2, (page.last or 1) + 1))
    try:
        while (following := page.following) is not None:
            for number in islice(expected, ahead - len(under_way)):
                under_way.append(asyncio.create_task(_page(client, path, params, per_page, number)))
            if under_way:
                page = await under_way[0]
                under_way.popleft()
            else:
                page = await _page(client, path, params, per_page, following)
            yield page
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def items(
    client: Client, path: str, params: Params | None = None, per_page: int = LARGEST_PAGE, *, ahead: int = 0
) -> AsyncGenerator[JsonObject, None]:
    """Yield every entry of every page in the platform's order, each `id` once."""
    seen: set[str] = set()
    async for page in pages(client, path, params, per_page, ahead=ahead):
        for entry in page.entries:
            identity = entry.get("id")
            if isinstance(identity, str):
                if identity in seen:
                    continue
                seen.add(identity)
            yield entry


async def _page(client: Client, path: str, params: Params | None, per_page: int, number: int) -> Page:
    answer = await client.get(path, {**(params or {}), "page": number, "perPage": per_page})
    where = f"GET {client.origin}{path}"
    if not isinstance(answer, dict) or not isinstance(data := answer.get("data"), list):
        raise _no_page(where)
    entries = [entry for entry in data if isinstance(entry, dict)]
    if len(entries) != len(data):
        raise _no_page(where)
    meta = answer.get("meta")
    said: JsonObject = meta if isinstance(meta, dict) else {}
    return Page(
        entries=tuple(entries),
        number=number,
        last=_count(said.get("lastPage")),
        total=_count(said.get("total")),
        following=_following(said, number, empty=not entries),
    )


def _following(meta: JsonObject, number: int, *, empty: bool) -> int | None:
    """Return the next page's number. None after an empty page, or if the number would not grow."""
    following = _count(meta.get("next"))
    if "next" not in meta and (last := _count(meta.get("lastPage"))) is not None and last > number:
        following = number + 1
    return None if empty or following is None or following <= number else following


def _count(value: JsonValue) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _no_page(where: str) -> UnavailableError:
    return UnavailableError(
        "the answer is not a page of a list: data and meta were expected",
        where=where,
        hint="check that the API URL names the platform and not a web page",
    )
