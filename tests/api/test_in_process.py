"""The in-process transport behaves as a socket does: every shared test runs the same app over both."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from personactl.api.in_process import InProcessTransport
from tests.api.live import HANGING_S, Ticker, served

Use = Callable[[httpx.AsyncClient], Awaitable[None]]


@contextmanager
def _by_socket(app: ASGIApp) -> Iterator[Callable[[], httpx.AsyncClient]]:
    with served(app) as origin:
        yield lambda: httpx.AsyncClient(base_url=origin)


@contextmanager
def _in_process(app: ASGIApp) -> Iterator[Callable[[], httpx.AsyncClient]]:
    yield lambda: httpx.AsyncClient(base_url="http://127.0.0.1", transport=InProcessTransport(app))


@pytest.fixture(params=[_in_process, _by_socket], ids=["in process", "socket"])
def use(request: pytest.FixtureRequest) -> Callable[[ASGIApp, Use], None]:
    """Run a scenario with a client of the app over each transport."""

    def using(app: ASGIApp, scenario: Use) -> None:
        async def run(new_client: Callable[[], httpx.AsyncClient]) -> None:
            async with asyncio.timeout(HANGING_S), new_client() as client:
                await scenario(client)

        with request.param(app) as new_client:
            asyncio.run(run(new_client))

    return using


def _app(path: str, endpoint: Callable[[Request], Awaitable[Response]], *methods: str) -> Starlette:
    return Starlette(routes=[Route(path, endpoint, methods=methods or ("GET",))])


def test_a_request_arrives_whole(use: Callable[[ASGIApp, Use], None]) -> None:
    async def echo(request: Request) -> Response:
        return JSONResponse(
            {
                "method": request.method,
                "path": request.url.path,
                "query": request.url.query,
                "host": request.headers["host"].partition(":")[0],
                "body": (await request.body()).decode(),
            },
            status_code=201,
            headers={"X-Tag": "one"},
        )

    async def scenario(client: httpx.AsyncClient) -> None:
        response = await client.post("/a%20b/é?q=1&q=2", content="x" * 100_000)
        assert response.status_code == 201
        assert response.headers["x-tag"] == "one"
        assert response.json() == {
            "method": "POST",
            "path": "/a b/é",
            "query": "q=1&q=2",
            "host": "127.0.0.1",
            "body": "x" * 100_000,
        }

    use(_app("/{rest:path}", echo, "POST"), scenario)


def test_pieces_arrive_before_the_answer_is_complete(use: Callable[[ASGIApp, Use], None]) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        async with client.stream("GET", "/ticks") as response:
            async for piece in response.aiter_raw():
                assert piece.startswith(b"1\n")
                break

    use(_app("/ticks", Ticker().answer), scenario)


def test_hanging_up_ends_the_answer_at_its_source(use: Callable[[ASGIApp, Use], None]) -> None:
    ticker = Ticker()

    async def scenario(client: httpx.AsyncClient) -> None:
        async with client.stream("GET", "/ticks") as response:
            await anext(response.aiter_raw())
        while not ticker.closed.is_set():
            await asyncio.sleep(0.001)

    use(_app("/ticks", ticker.answer), scenario)


def test_giving_up_before_the_answer_tells_the_app(use: Callable[[ASGIApp, Use], None]) -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            seen.append((await receive())["type"])
            seen.append((await receive())["type"])

    async def scenario(client: httpx.AsyncClient) -> None:
        asking = asyncio.create_task(client.get("/"))
        while not seen:
            await asyncio.sleep(0.001)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        while len(seen) < 2:
            await asyncio.sleep(0.001)
        assert seen == ["http.request", "http.disconnect"]

    use(app, scenario)


def test_what_was_begun_is_carried_out_after_a_hang_up(use: Callable[[ASGIApp, Use], None]) -> None:
    done: list[str] = []
    hung_up = asyncio.Event()

    async def slow(request: Request) -> Response:
        done.append("begun")
        while not hung_up.is_set():
            await asyncio.sleep(0.001)
        done.append("stored")
        return PlainTextResponse("stored")

    async def scenario(client: httpx.AsyncClient) -> None:
        with pytest.raises(httpx.ReadTimeout):
            await client.post("/", timeout=httpx.Timeout(HANGING_S, read=1))
        hung_up.set()
        while len(done) < 2:
            await asyncio.sleep(0.001)

    use(_app("/", slow, "POST"), scenario)
    assert done == ["begun", "stored"]


def test_an_answer_that_falls_silent_times_out(use: Callable[[ASGIApp, Use], None]) -> None:
    async def half() -> AsyncIterator[bytes]:
        yield b"half"
        await asyncio.sleep(30)

    async def endpoint(request: Request) -> Response:
        return StreamingResponse(half())

    async def scenario(client: httpx.AsyncClient) -> None:
        with pytest.raises(httpx.ReadTimeout):
            await client.get("/", timeout=httpx.Timeout(HANGING_S, read=0.1))

    use(_app("/", endpoint), scenario)


def test_an_answer_that_breaks_off_is_a_protocol_error(use: Callable[[ASGIApp, Use], None]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"half", "more_body": True})

    async def scenario(client: httpx.AsyncClient) -> None:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/")

    use(app, scenario)


def test_a_failure_that_the_app_answers_is_an_answer(
    use: Callable[[ASGIApp, Use], None], caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(request: Request) -> Response:
        raise ZeroDivisionError

    async def scenario(client: httpx.AsyncClient) -> None:
        assert (await client.get("/")).status_code == 500

    use(_app("/", broken), scenario)
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] in ([ZeroDivisionError], [])


def test_the_lifespan_surrounds_all_requests(use: Callable[[ASGIApp, Use], None]) -> None:
    events: list[str] = []

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, str]]:
        events.append("up")
        await asyncio.sleep(0)
        yield {"greeting": "hello"}
        events.append("down")

    async def endpoint(request: Request) -> Response:
        events.append("request")
        return PlainTextResponse(request.state.greeting)

    async def scenario(client: httpx.AsyncClient) -> None:
        answers = await asyncio.gather(*(client.get("/") for _ in range(3)))
        assert {answer.text for answer in answers} == {"hello"}

    use(Starlette(routes=[Route("/", endpoint)], lifespan=lifespan), scenario)
    assert events == ["up", "request", "request", "request", "down"]
