"""The same work for many items, some at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


async def concurrently(items: Iterable[Item], work: Callable[[Item], Awaitable[Result]], *, limit: int) -> list[Result]:
    """The results in the order of `items`, at most `limit` under way at once. The first failure is raised as it is,
    after the others were stopped."""
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
