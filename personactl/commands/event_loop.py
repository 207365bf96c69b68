"""Running what talks to a platform, from a command that does not: the event loop is only loaded when there is one."""

from collections.abc import Coroutine
from typing import TypeVar

_Result = TypeVar("_Result")


def run_async(work: "Coroutine[object, object, _Result]") -> _Result:
    """The result of `work`, run to its end in an event loop of its own.

    It is no task's result: when the loop ends, Python writes out the whole of what its last task came to, twice, in
    messages that nobody sees. For a plan of a thousand personas that takes about a second.
    """
    import asyncio

    results: list[_Result] = []

    async def kept() -> None:
        results.append(await work)

    asyncio.run(kept())
    return results[0]
