"""Faults between a client and its server: an httpx transport that wraps another one and breaks chosen requests.

    transport = FaultTransport(InProcessTransport(app), Rule(ResetAfter(), method="POST", path="/v1/personas"))

A rule matches requests by method, by path (a shell pattern) and by the number of earlier matches. The first rule that
matches a request decides, unless `fault_at` has a fault for its number. `sent` records every request that reached this
transport, faulty or not, in order.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TypeAlias, assert_never

import httpx

from personactl.json_value import JsonValue


@dataclass(frozen=True, slots=True)
class Refuse:
    """The connection is refused: the request never leaves."""


@dataclass(frozen=True, slots=True)
class ResetBefore:
    """The connection breaks before the request was carried out; the client cannot know that."""


@dataclass(frozen=True, slots=True)
class ResetAfter:
    """The request is carried out and its answer is lost."""


@dataclass(frozen=True, slots=True)
class TimeOut:
    """No answer arrives in time; `carried_out` says whether the request was carried out."""

    carried_out: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """An answer with this status replaces the real one; the request is not carried out."""

    status: int
    body: JsonValue = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TruncatedJson:
    """The request is carried out; the answer ends after `kept` bytes, as if it were whole."""

    kept: int = 10


@dataclass(frozen=True, slots=True)
class CutBody:
    """The request is carried out; the connection breaks after `kept` bytes of the answer's body."""

    kept: int = 10


@dataclass(frozen=True, slots=True)
class WrongContentType:
    """The request is carried out; the answer is a web page, as from a proxy in between."""


@dataclass(frozen=True, slots=True)
class Delay:
    """The request is carried out `seconds` later."""

    seconds: float


@dataclass(frozen=True, slots=True)
class SlowBody:
    """The request is carried out; the whole answer arrives in pieces of `bytes_each` with pauses of `pause_s`."""

    bytes_each: int = 16
    pause_s: float = 0.0


Fault: TypeAlias = (
    Refuse | ResetBefore | ResetAfter | TimeOut | Status | TruncatedJson | CutBody | WrongContentType | SlowBody | Delay
)


FaultAt: TypeAlias = Callable[[int], Fault | None]
"""Returns the fault for the request with a number, from 1. It is called once for each, before it is sent."""


def no_fault(number: int) -> Fault | None:
    return None


@dataclass(frozen=True, slots=True)
class Rule:
    """Breaks `times` matching requests from number `first` on, counted from 1; all of them if `times` is None."""

    fault: Fault
    method: str | None = None
    path: str = "*"
    first: int = 1
    times: int | None = 1

    def matches(self, request: httpx.Request) -> bool:
        return self.method in (None, request.method) and fnmatchcase(request.url.path, self.path)

    def picks(self, number: int) -> bool:
        return number >= self.first and (self.times is None or number < self.first + self.times)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as the client sent it; `body` is its JSON, or None for another or no body."""

    method: str
    path: str
    query: Mapping[str, str]
    body: JsonValue
    authorization: str | None


class FaultTransport(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncBaseTransport, *rules: Rule, fault_at: FaultAt = no_fault) -> None:
        self.sent: list[Sent] = []
        self.rules: list[Rule] = list(rules)
        self._inner = inner
        self._fault_at = fault_at
        self._matched: dict[int, int] = {}

    def count(self, method: str, path: str = "*") -> int:
        """Return how many requests with this method and path pattern were sent."""
        return sum(sent.method == method and fnmatchcase(sent.path, path) for sent in self.sent)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(_sent(request, await request.aread()))
        fault = self._fault_for(request)
        if fault is None:
            return await self._inner.handle_async_request(request)
        return await self._broken(fault, request)

    async def aclose(self) -> None:
        await self._inner.aclose()

    def _fault_for(self, request: httpx.Request) -> Fault | None:
        chosen = self._fault_at(len(self.sent))
        for index, rule in enumerate(self.rules):
            if not rule.matches(request):
                continue
            self._matched[index] = number = self._matched.get(index, 0) + 1
            if chosen is None and rule.picks(number):
                chosen = rule.fault
        return chosen

    async def _broken(self, fault: Fault, request: httpx.Request) -> httpx.Response:
        match fault:
            case Refuse():
                raise httpx.ConnectError("connection refused (injected)", request=request)
            case ResetBefore():
                raise httpx.ReadError("connection reset (injected)", request=request)
            case ResetAfter():
                await self._carried_out(request)
                raise httpx.ReadError("connection reset (injected)", request=request)
            case TimeOut(carried_out):
                if carried_out:
                    await self._carried_out(request)
                raise httpx.ReadTimeout("timed out (injected)", request=request)
            case Status(status, body, headers):
                return httpx.Response(status, json=body, headers=dict(headers), request=request)
            case Delay(seconds):
                await asyncio.sleep(seconds)
                return await self._inner.handle_async_request(request)
            case TruncatedJson() | CutBody() | WrongContentType() | SlowBody():
                return _damaged(fault, await self._carried_out(request))
            case _:
                assert_never(fault)

    async def _carried_out(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        try:
            await response.aread()
        finally:
            await response.aclose()
        return response


class _CutStream(httpx.AsyncByteStream):
    def __init__(self, kept: bytes) -> None:
        self._kept = kept

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._kept
        raise httpx.RemoteProtocolError("connection closed in the middle of the body (injected)")


class _SlowStream(httpx.AsyncByteStream):
    def __init__(self, whole: bytes, fault: SlowBody) -> None:
        self._whole = whole
        self._fault = fault

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._whole), self._fault.bytes_each):
            yield self._whole[start : start + self._fault.bytes_each]
            await asyncio.sleep(self._fault.pause_s)


def _damaged(fault: TruncatedJson | CutBody | WrongContentType | SlowBody, whole: httpx.Response) -> httpx.Response:
    json_headers = {"content-type": "application/json"}
    match fault:
        case SlowBody():
            return httpx.Response(whole.status_code, stream=_SlowStream(whole.content, fault), headers=json_headers)
        case TruncatedJson(kept):
            return httpx.Response(whole.status_code, content=whole.content[:kept], headers=json_headers)
        case CutBody(kept):
            return httpx.Response(whole.status_code, stream=_CutStream(whole.content[:kept]), headers=json_headers)
        case WrongContentType():
            return httpx.Response(whole.status_code, html="<!doctype html><title>Welcome to the wifi</title>")
        case _:
            assert_never(fault)


def _sent(request: httpx.Request, content: bytes) -> Sent:
    return Sent(
        method=request.method,
        path=request.url.path,
        query=dict(request.url.params),
        body=json.loads(content) if content and "json" in request.headers.get("content-type", "") else None,
        authorization=request.headers.get("authorization"),
    )
