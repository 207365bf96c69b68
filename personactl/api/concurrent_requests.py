"""The same requests for many items, a limited number at once. The first failure is raised as it is, without a group."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


REQUESTS_AT_ONCE = 8


async def concurrently(
    items: Iterable[Item], work: Callable[[Item], Awaitable[Result]], *, limit: int = REQUESTS_AT_ONCE
) -> list[Result]:
    """The results in the order of `items`, at most `limit` under way at once.

    On the first failure the others are cancelled and awaited before it is raised: nothing is left running.
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
