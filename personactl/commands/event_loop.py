"""Running what talks to a platform, from a command that does not: the event loop is only loaded when there is one."""

from collections.abc import Coroutine
from typing import TypeVar

_Result = TypeVar("_Result")


def run_async(work: "Coroutine[object, object, _Result]") -> _Result:
    """The result of `work`, run to its end in an event loop of its own.

    The main task itself returns nothing. `asyncio.run` sets and resets the handler of SIGINT, and `signal` makes the
    `repr` of that handler, and so of the task and its result, each time: 0.3 s for a plan of 1,000 new personas.
    """
    import asyncio

    results: list[_Result] = []

    async def kept() -> None:
        results.append(await work)

    asyncio.run(kept())
    return results[0]
