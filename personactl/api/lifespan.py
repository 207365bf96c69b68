"""Runs the ASGI lifespan of an app: one start-up, one shut-down, and nothing for an app without a lifespan.

It runs in its own task, because an app may enter a cancel scope on start-up that it must leave in the same task.
"""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope


class LifespanError(RuntimeError):
    """The app reported that it could not start, without raising an exception."""


class Lifespan:
    """`state` is the app's lifespan state; every request gets a copy of it."""

    def __init__(self, app: "ASGIApp") -> None:
        self.state: dict[str, object] = {}
        self._app = app
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message | None] = asyncio.Queue()
        self._starting: asyncio.Task[None] | None = None
        self._running: asyncio.Task[None] | None = None

    async def started(self) -> None:
        """Start the app, or wait until it has started. May be called concurrently. Raises what the start-up raised."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
        await asyncio.shield(self._starting)

    async def ended(self) -> None:
        """Shut the app down if it has started. Raises what the shut-down raised."""
        if self._starting is not None:
            await asyncio.wait({self._starting})
        if self._running is None:
            return
        if not self._running.done():
            await self._tell("lifespan.shutdown")
        await self._running

    async def _start(self) -> None:
        running = asyncio.create_task(self._run())
        answer = await self._tell("lifespan.startup")
        if answer is None:  # it ended without a word: it has no lifespan, and says so in whatever way it likes
            await asyncio.wait({running})
            running.exception()
        elif answer["type"] == "lifespan.startup.complete":
            self._running = running
        else:
            await running
            raise LifespanError(str(answer.get("message", "")) or "the app did not start")

    async def _tell(self, kind: str) -> "Message | None":
        await self._to_app.put({"type": kind})
        return await self._from_app.get()

    async def _run(self) -> None:
        scope: Scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
        try:
            await self._app(scope, self._to_app.get, self._from_app.put)
        finally:
            self._from_app.put_nowait(None)
