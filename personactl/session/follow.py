"""Keeping a tail going: poll, wait, poll again; a platform that is away for a while is waited for.

Only the platform's absence is forgiven here. A refused key or a bug ends the tail as it ends everything else.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeAlias

from personactl.errors import UnavailableError
from personactl.session.events import Event
from personactl.session.tail import Tail

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
_LONGEST_WAIT_S = 30.0


async def follow(
    tail: Tail, *, sleep: Sleep, interval_s: float, on_trouble: Callable[[UnavailableError], None]
) -> AsyncGenerator[list[Event], None]:
    """What is new, batch by batch and without end; an empty batch says that a poll found nothing.

    `on_trouble` hears of the first failure in a row; the waits between further ones double up to half a minute.
    """
    failures = 0
    while True:
        await sleep(min(interval_s * 2**failures, max(interval_s, _LONGEST_WAIT_S)))
        try:
            events = await tail.poll()
        except UnavailableError as error:
            if failures == 0:
                on_trouble(error)
            failures += 1
            continue
        failures = 0
        yield events
