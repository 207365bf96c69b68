"""Several requests at once, under a limit, and the first failure as itself rather than inside a group."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

REQUESTS_AT_ONCE = 8

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


async def gather_limited(
    work: Callable[[_Item], Awaitable[_Result]], items: Iterable[_Item], limit: int = REQUESTS_AT_ONCE
) -> list[_Result]:
    """`work` for every item, at most `limit` at a time; results in the order of the items.

    On the first failure the others are cancelled and awaited before it is raised: nothing runs on behind.
    """
    gate = asyncio.Semaphore(limit)

    async def one(item: _Item) -> _Result:
        async with gate:
            return await work(item)

    tasks = [asyncio.create_task(one(item)) for item in items]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
