"""The same request for many items, a limited number at once. The first failure is raised alone, without a group."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


REQUESTS_AT_ONCE = 8


async def concurrently(
    items: Iterable[Item], work: Callable[[Item], Awaitable[Result]], *, limit: int = REQUESTS_AT_ONCE
) -> list[Result]:
    """Return the results in the order of `items`, with at most `limit` under way at once.

    On the first failure the other calls are cancelled and awaited before it is raised, so that none is left running.
    """
    turns = asyncio.Semaphore(limit)

    async def one(item: Item) -> Result:
        async with turns:
            return await work(item)

    tasks = [asyncio.create_task(one(item)) for item in items]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
