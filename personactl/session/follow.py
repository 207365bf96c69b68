"""Follow sessions: poll, wait and poll again, also while the platform is unavailable.

Only `UnavailableError` is tolerated, and not an answer that goes further than a bound: the next one would too. Any
other error, such as a refused key, ends the tail.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeAlias

from personactl.api.failures import BoundExceededError
from personactl.errors import UnavailableError
from personactl.session.session_events import Event
from personactl.session.tail import Tail

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
_MAX_WAIT_S = 30.0


async def follow(
    tail: Tail, *, sleep: Sleep, interval_s: float, on_trouble: Callable[[UnavailableError], None]
) -> AsyncGenerator[list[Event], None]:
    """Yield the new events of each poll, without end. An empty list means that a poll found nothing.

    sleep:      waits for a number of seconds
    interval_s: the seconds between polls; after a failure the wait doubles, up to 30 seconds
    on_trouble: is called with the first of several consecutive failures
    """
    failures = 0
    while True:
        await sleep(min(interval_s * 2**failures, max(interval_s, _MAX_WAIT_S)))
        try:
            events = await tail.poll()
        except BoundExceededError:
            raise
        except UnavailableError as error:
            if failures == 0:
                on_trouble(error)
            failures += 1
            continue
        failures = 0
        yield events
