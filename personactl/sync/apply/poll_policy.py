"""Waiting for the platform to process a document: asked for again and again, ever less often, and not forever."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from personactl.errors import RejectedError, UnavailableError
from personactl.persona.resource import Address
from personactl.sync.values.observed import Observed


@dataclass(frozen=True, slots=True)
class PollPolicy:
    """The waits begin with `first_s`, double up to `longest_s`, and add up to `limit_s` at most."""

    first_s: float = 0.25
    longest_s: float = 5.0
    limit_s: float = 600.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


PATIENCE: Final = PollPolicy()
"""The platform speaks of about 30 seconds for a document (docs/platform.md#document-processing)."""


async def processed(address: Address, look: Callable[[], Awaitable[Observed]], patience: PollPolicy) -> None:
    """Return once `look` shows it ready. Raises `RejectedError` with the platform's words when it could not be
    processed, `UnavailableError` when it takes too long."""
    waited, pause = 0.0, patience.first_s
    while True:
        observed = await look()
        if observed.state == "ready":
            return
        if observed.state == "failed":
            raise RejectedError(
                f"the platform could not process the document: {observed.trouble or 'it gives no reason'}",
                where=f"{address}, remote id {observed.id}",
                hint="correct the file; the next push uploads it again",
            )
        if waited >= patience.limit_s:
            raise UnavailableError(
                f"the document is uploaded, and not processed after {patience.limit_s:g} s",
                where=f"{address}, remote id {observed.id}",
                hint="run the command again: it goes on waiting, and uploads nothing twice",
            )
        await patience.sleep(pause)
        waited, pause = waited + pause, min(2 * pause, patience.longest_s)
