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

    There is a task for each of those only, because a hostile list may have 100,000 items.

    On the first failure the other calls are cancelled and awaited before it is raised, so that none is left running.
    """
    waiting = list(items)
    left = iter(enumerate(waiting))
    results: dict[int, Result] = {}

    async def worker() -> None:
        for number, item in left:
            results[number] = await work(item)

    tasks = [asyncio.create_task(worker()) for _ in range(min(limit, len(waiting)))]
    try:
        await asyncio.gather(*tasks)
        return [results[number] for number in range(len(waiting))]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
