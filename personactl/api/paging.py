"""Lists of the platform, page by page or item by item: `{data, meta}` with 1-based page numbers.

Pages are cut by position, and the list may change between two pages: a new entry moves others to the next page, where
they appear again; a deletion moves others to a page that was already read, so that they are missed. `items` drops
repetitions. A caller that must know whether something is absent requests it by id.

A list that does not end is a failure: one that names another page than the following one as the next, that brings
nothing new for several pages, or that is longer, or takes more memory, than any account's. What a page takes is counted
as it arrives, also ahead of its turn.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from itertools import islice
from typing import Final, TypeAlias

from msgspec import Struct, field

from personactl.api.bounds.limits import LIST, LIST_PAGES, MIB, STALE_PAGES, ListBounds
from personactl.api.bounds.memory import memory_of
from personactl.api.client import Client
from personactl.api.failures import BoundExceededError
from personactl.api.request_parts import Params
from personactl.errors import UnavailableError
from personactl.json_value import JsonObject, JsonValue

LARGEST_PAGE = 100
"""The upper bound of `perPage` (docs/platform.md#paging)."""

Kept: TypeAlias = Callable[[JsonObject], JsonObject]
_NARROW: Final = "narrow the list if the command has options for it; else report this to the operator of the platform"


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
    client: Client,
    path: str,
    params: Params | None = None,
    per_page: int = LARGEST_PAGE,
    *,
    ahead: int = 0,
    bounds: ListBounds = LIST,
    kept: Kept | None = None,
) -> AsyncGenerator[Page, None]:
    """Yield every page in order. `ahead` is how many further pages are requested while one is being consumed.

    kept: returns what the caller needs of an entry; the rest is dropped, and takes no memory.

    Raises `BoundExceededError` for a list that does not end, or is too large.
    """
    reading = _ListReading(client, path, {**(params or {}), "perPage": per_page}, bounds, kept)
    page = await reading.page(1)
    yield reading.checked(page)
    under_way: deque[asyncio.Task[Page]] = deque()
    expected = iter(range(2, (page.last or 1) + 1))
    try:
        while (following := page.following) is not None:
            for number in islice(expected, ahead - len(under_way)):
                under_way.append(asyncio.create_task(reading.page(number)))
            if under_way:
                page = await under_way[0]
                under_way.popleft()
            else:
                page = await reading.page(following)
            yield reading.checked(page)
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


class _ListReading(Struct):
    """A list that is being read, and what its pages have brought so far.

    seen: the ids.
    stale: the number of pages in succession that brought nothing new.
    size: the bytes of the pages that were consumed.
    memory: what the entries take that have arrived.
    """

    client: Client
    path: str
    params: Params
    bounds: ListBounds
    kept: Kept | None
    seen: set[str] = field(default_factory=set)
    stale: int = 0
    size: int = 0
    memory: int = 0

    @property
    def where(self) -> str:
        return f"GET {self.client.origin}{self.path}"

    async def page(self, number: int) -> Page:
        answer, size = await self.client.get_with_size(self.path, {**self.params, "page": number})
        if not isinstance(answer, dict) or not isinstance(data := answer.get("data"), list):
            raise _no_page(self.where)
        entries = [entry for entry in data if isinstance(entry, dict)]
        if len(entries) != len(data):
            raise _no_page(self.where)
        if self.kept is not None:
            entries = list(map(self.kept, entries))
        self.memory += memory_of([*entries])
        if self.memory > self.bounds.memory:
            takes = f"its entries up to page {number:,} take more than {self.bounds.memory // MIB} MiB of memory"
            raise BoundExceededError(f"the list is too large: {takes}", where=self.where, hint=_NARROW)
        meta = answer.get("meta")
        said: JsonObject = meta if isinstance(meta, dict) else {}
        return Page(
            entries=tuple(entries),
            number=number,
            last=_count(said.get("lastPage")),
            total=_count(said.get("total")),
            following=_following(said, number, self.where),
            size=size,
        )

    def checked(self, page: Page) -> Page:
        """Return `page` unless the list has turned out to be endless."""
        known = len(self.seen)
        self.seen.update(identity for entry in page.entries if isinstance(identity := entry.get("id"), str))
        self.stale = 0 if len(self.seen) > known else self.stale + 1
        self.size += page.size
        if page.following is None:
            return page
        if self.stale >= STALE_PAGES:
            raise self._endless(f"its pages go on and bring nothing new, {STALE_PAGES} in succession")
        if page.number >= LIST_PAGES:
            raise self._endless(f"it has more than {LIST_PAGES:,} pages")
        if self.size > self.bounds.size:
            raise self._endless(f"its pages are larger than {self.bounds.size // MIB} MiB together")
        return page

    def _endless(self, why: str) -> BoundExceededError:
        return BoundExceededError(f"the list does not end: {why}", where=self.where, hint=_NARROW)


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
