"""Running what talks to a platform, from a command that does not: the event loop is only loaded when there is one."""

from collections.abc import Coroutine
from typing import TypeVar

_Result = TypeVar("_Result")


def wait_for(work: "Coroutine[object, object, _Result]") -> _Result:
    """The result of `work`, run to its end in an event loop of its own."""
    import asyncio

    return asyncio.run(work)
