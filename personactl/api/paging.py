"""Lists of the platform, page by page or item by item: `{data, meta}` with 1-based page numbers.

Pages are cut by position, and the list may change between two pages: a new entry moves others to the next page, where
they appear again; a deletion moves others to a page that was already read, so that they are missed. `items` drops
repetitions. A caller that must know whether something is absent requests it by id.

A list that does not end is a failure: one that names another page than the following one as the next, that brings
nothing new for several pages, or that is longer than any account's.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from itertools import islice

from msgspec import Struct

from personactl.api.bounds.limits import LIST_BYTES, LIST_PAGES, MIB, STALE_PAGES
from personactl.api.client import Client
from personactl.api.failures import BoundExceededError
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
    following: the number of the next page; None if this is the last one.
    size: the number of bytes of the answer.
    """

    entries: tuple[JsonObject, ...]
    number: int
    last: int | None
    total: int | None
    following: int | None
    size: int


async def pages(
    client: Client, path: str, params: Params | None = None, per_page: int = LARGEST_PAGE, *, ahead: int = 0
) -> AsyncGenerator[Page, None]:
    """Yield every page in order. `ahead` is how many further pages are requested while one is being consumed.

    Raises `BoundExceededError` for a list that does not end.
    """
    progress = _Progress(f"GET {client.origin}{path}")
    page = await _page(client, path, params, per_page, 1)
    yield progress.checked(page)
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
            yield progress.checked(page)
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


class _Progress:
    """What the pages of one list have brought so far."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._seen: set[str] = set()
        self._stale = self._size = 0

    def checked(self, page: Page) -> Page:
        """Return `page` unless the list has turned out to be endless."""
        known = len(self._seen)
        self._seen.update(identity for entry in page.entries if isinstance(identity := entry.get("id"), str))
        self._stale = 0 if len(self._seen) > known else self._stale + 1
        self._size += page.size
        if page.following is None:
            return page
        if self._stale >= STALE_PAGES:
            raise self._endless(f"its pages go on and bring nothing new, {STALE_PAGES} in succession")
        if page.number >= LIST_PAGES:
            raise self._endless(f"it has more than {LIST_PAGES:,} pages")
        if self._size > LIST_BYTES:
            raise self._endless(f"its pages are larger than {LIST_BYTES // MIB} MiB together")
        return page

    def _endless(self, why: str) -> BoundExceededError:
        hint = "narrow the list if the command has options for it; else report this to the operator of the platform"
        return BoundExceededError(f"the list does not end: {why}", where=self._where, hint=hint)


async def _page(client: Client, path: str, params: Params | None, per_page: int, number: int) -> Page:
    answer, size = await client.get_with_size(path, {**(params or {}), "page": number, "perPage": per_page})
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
        following=_following(said, number, where),
        size=size,
    )


def _following(meta: JsonObject, number: int, where: str) -> int | None:
    """Return the next page's number; None after the last one. Pages are cut by position, so it grows by one."""
    following = _count(meta.get("next"))
    if "next" not in meta and (last := _count(meta.get("lastPage"))) is not None and last > number:
        following = number + 1
    if following is not None and following != number + 1:
        raise BoundExceededError(
            f"the list does not end: its page {number} names another page than {number + 1} as the next one",
            where=where,
            hint="report this to the operator of the platform",
        )
    return following


def _count(value: JsonValue) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _no_page(where: str) -> UnavailableError:
    return UnavailableError(
        "the answer is not a page of a list: data and meta were expected",
        where=where,
        hint="check that the API URL names the platform and not a web page",
    )
