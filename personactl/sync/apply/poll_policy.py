"""Waiting for the platform to process a document: polling with growing pauses, up to a limit."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from msgspec import Struct

from personactl.errors import RejectedError, UnavailableError
from personactl.persona.project_resource import Address
from personactl.sync.values.observed import Observed


class PollPolicy(Struct, frozen=True):
    """How often to ask, and for how long.

    first_s: the first pause, in seconds; each following pause is twice as long.
    longest_s: the longest pause.
    limit_s: the sum of all pauses, at most.
    sleep: waits that many seconds.
    """

    first_s: float = 0.25
    longest_s: float = 5.0
    limit_s: float = 600.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


DEFAULT_POLL_POLICY: Final = PollPolicy()
"""The platform's documentation says that a document takes about 30 seconds (docs/platform.md#document-processing)."""


async def wait_until_processed(
    address: Address, read: Callable[[], Awaitable[Observed]], poll_policy: PollPolicy
) -> None:
    """Return as soon as `read` returns a document that is ready.

    Raises `RejectedError` with the platform's words if it could not be processed, `UnavailableError` if that takes
    longer than the policy allows.
    """
    waited_s, pause_s = 0.0, poll_policy.first_s
    while True:
        observed = await read()
        if observed.state == "ready":
            return
        if observed.state == "failed":
            raise RejectedError(
                f"the platform could not process the document: {observed.failure or 'it gives no reason'}",
                where=f"{address}, remote id {observed.id}",
                hint="correct the file and push again, which uploads it again",
            )
        if waited_s >= poll_policy.limit_s:
            raise UnavailableError(
                f"the document is uploaded, and not processed after {poll_policy.limit_s:g} s",
                where=f"{address}, remote id {observed.id}",
                hint="run the same command again: it goes on waiting, and uploads nothing twice",
            )
        await poll_policy.sleep(pause_s)
        waited_s, pause_s = waited_s + pause_s, min(2 * pause_s, poll_policy.longest_s)
