"""Which requests are repeated, and after which waits: over real connections, without real waits."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field

import pytest

from personactl.api.client import Client
from personactl.api.failures import LostAnswerError
from personactl.api.retry import Repeat, RetrySettings
from personactl.errors import NotFoundError, PersonactlError, RejectedError, UnavailableError
from personactl.json_value import JsonValue
from personactl.secret import Secret
from tests.api.live import KEY, FakeSleep, Script, answer, free_port, says, scripted

Question = Callable[[Client], Coroutine[None, None, JsonValue]]

GET: Question = lambda client: client.get("/v1/x")  # noqa: E731
POST: Question = lambda client: client.post("/v1/x", {})  # noqa: E731
PUT: Question = lambda client: client.put("/v1/x", {})  # noqa: E731
DELETE: Question = lambda client: client.delete("/v1/x")  # noqa: E731

DONE = says(answer(b'{"done": true}'))
CUT = says(cut=True)
CUT_IN_THE_BODY = says(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{")
ALL = [GET, POST, PUT, DELETE]


def status(line: str, *headers: str) -> Script:
    return says(answer(b'{"error":"busy"}', status=line, headers=headers))


@dataclass
class Exchange:
    """The result of one request: answer or failure, waits, messages, and the number of connections to the server."""

    answer: JsonValue = None
    failure: PersonactlError | None = None
    waits: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    connections: int = 0


def exchange_with(question: Question, *scripts: Script, attempts: int = 4, total_wait_s: float = 60.0) -> Exchange:
    """Send a request to a server whose connections follow `scripts` one by one."""
    sleep, exchange = FakeSleep(), Exchange()

    def counted(script: Script) -> Script:
        async def counting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            exchange.connections += 1
            await script(reader, writer)

        return counting

    with scripted(*[counted(script) for script in scripts]) as origin:
        settings = sleep.retry_settings(attempts, total_wait_s)
        _ask(origin, question, settings, exchange)
    exchange.waits = sleep.durations
    return exchange


def _ask(origin: str, question: Question, settings: RetrySettings, exchange: Exchange) -> None:
    async def asking() -> JsonValue:
        async with Client(origin, Secret(KEY), retry=settings, on_wait=exchange.said.append) as client:
            return await question(client)

    try:
        exchange.answer = asyncio.run(asking())
    except PersonactlError as error:
        exchange.failure = error


@pytest.mark.parametrize("question", [GET, PUT, DELETE])
@pytest.mark.parametrize(
    "trouble",
    [
        CUT,
        CUT_IN_THE_BODY,
        says(b"no http at all\r\n\r\n"),
        status("500 Oops"),
        status("502 Bad Gateway"),
        status("503 Busy"),
        status("504 Late"),
        status("429 Too Many Requests"),
    ],
)
def test_what_ends_the_same_twice_is_sent_again(question: Question, trouble: Script) -> None:
    met = exchange_with(question, trouble, trouble, DONE)
    assert (met.answer, met.failure, met.connections) == ({"done": True}, None, 3)


@pytest.mark.parametrize(
    "trouble", [CUT, CUT_IN_THE_BODY, status("500 Oops"), status("502 Bad"), status("503 Busy"), says(answer(b"{"))]
)
def test_a_create_that_may_have_been_carried_out_is_sent_once(trouble: Script) -> None:
    met = exchange_with(POST, trouble, DONE)
    assert isinstance(met.failure, LostAnswerError)
    assert met.connections == 1


def test_a_create_that_was_turned_away_is_sent_again() -> None:
    met = exchange_with(POST, status("429 Too Many Requests"), DONE)
    assert (met.answer, met.connections) == ({"done": True}, 2)


def test_a_create_whose_connection_was_never_made_is_tried_again() -> None:
    sleep, met = FakeSleep(), Exchange()
    _ask(f"http://127.0.0.1:{free_port()}", POST, sleep.retry_settings(), met)
    assert type(met.failure) is UnavailableError
    assert "Connection refused" in met.failure.message
    assert sleep.durations == [0.5, 1.0, 2.0]


def test_a_harmless_post_may_be_repeated_always() -> None:
    met = exchange_with(lambda client: client.post("/v1/x", {}, repeat=Repeat.ALWAYS), CUT, status("500 Oops"), DONE)
    assert met.answer == {"done": True}


@pytest.mark.parametrize("trouble", [CUT, status("429 Too Many Requests"), status("503 Busy")])
def test_what_must_not_be_repeated_is_not(trouble: Script) -> None:
    met = exchange_with(lambda client: client.post("/v1/x", {}, repeat=Repeat.NEVER), trouble, DONE)
    assert isinstance(met.failure, UnavailableError)
    assert (met.connections, met.waits) == (1, [])


@pytest.mark.parametrize("question", ALL)
@pytest.mark.parametrize("line", ["400 Bad Request", "409 Conflict", "422 Unprocessable"])
def test_a_rejection_is_final(question: Question, line: str) -> None:
    met = exchange_with(question, status(line), DONE)
    assert isinstance(met.failure, RejectedError)
    assert met.connections == 1


def test_the_last_failure_is_reported() -> None:
    met = exchange_with(GET, CUT, status("503 Busy"), attempts=2)
    assert met.failure is not None
    assert met.failure.message == "the platform failed: busy"
    assert met.failure.where.endswith("/v1/x · 503")


def test_waits_double_and_are_announced() -> None:
    met = exchange_with(GET, status("503 Busy"), CUT, status("500 Oops"), DONE)
    assert met.waits == [0.5, 1.0, 2.0]
    assert met.said == [
        "the platform answered 503; trying again in 0.5 s",
        "the connection to the platform failed; trying again in 1.0 s",
        "the platform answered 500; trying again in 2.0 s",
    ]


def test_waits_are_spread_over_the_upper_half() -> None:
    bounds: list[tuple[float, float]] = []

    def uniform(low: float, high: float) -> float:
        bounds.append((low, high))
        return low

    sleep, met = FakeSleep(), Exchange()
    settings = RetrySettings(attempts=6, longest_wait_s=4.0, sleep=sleep.sleep, uniform=uniform)
    _ask(f"http://127.0.0.1:{free_port()}", GET, settings, met)
    assert bounds == [(0.25, 0.5), (0.5, 1.0), (1.0, 2.0), (2.0, 4.0), (2.0, 4.0)]


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        (["Retry-After: 7"], [7.0]),
        (["Retry-After: 0"], [0.0]),
        (["Retry-After: soon"], [0.5]),
        (["Retry-After: -3"], [0.5]),
        (["Retry-After: nan"], [0.5]),
        (["Retry-After: \xb2"], [0.5]),
        (["Retry-After: Mon, 01 Jan 0000 00:00:00 GMT"], [0.0]),
        (["Retry-After: Mon, 01 Jan 2001 00:00:00 -9959"], [0.5]),
        (["RateLimit-Reset: " + "9" * 400], [0.5]),
        (["Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"], [0.0]),
        (["RateLimit-Reset: 9"], [9.0]),
        (["RateLimit-Reset: 1795363200"], [0.5]),
        (["Retry-After: 2", "RateLimit-Reset: 9"], [2.0]),
    ],
)
def test_the_platform_says_how_long_to_wait(headers: Sequence[str], waits: list[float]) -> None:
    assert exchange_with(POST, status("429 Too Many Requests", *headers), DONE).waits == waits


def test_a_rate_limit_that_was_not_hit_does_not_slow_a_retry() -> None:
    assert exchange_with(GET, status("500 Oops", "RateLimit-Reset: 9"), DONE).waits == [0.5]


def test_a_wait_beyond_all_patience_ends_the_run_at_once() -> None:
    met = exchange_with(GET, status("429 Too Many Requests", "Retry-After: 3600"), DONE)
    assert isinstance(met.failure, UnavailableError)
    assert "3600 seconds, and at most 60 seconds" in met.failure.message
    assert (met.waits, met.connections) == ([], 1)


@pytest.mark.parametrize("wait", ["9" * 400, "100000", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_wait_of_ages_is_not_counted_in_seconds(wait: str) -> None:
    met = exchange_with(GET, status("503 Busy", f"Retry-After: {wait}"), DONE)
    assert isinstance(met.failure, UnavailableError)
    assert "more than a day" in met.failure.message
    assert (met.waits, met.connections) == ([], 1)


def test_all_waits_together_are_bounded() -> None:
    busy = status("429 Too Many Requests", "Retry-After: 4")
    met = exchange_with(GET, busy, attempts=50, total_wait_s=10.0)
    assert met.waits == [4.0, 4.0]
    assert isinstance(met.failure, UnavailableError)


def test_a_delete_that_was_repeated_may_find_nothing_left() -> None:
    met = exchange_with(DELETE, CUT, says(answer(b"{}", status="404 Not Found")))
    assert (met.answer, met.failure) == (None, None)


def test_a_first_delete_that_finds_nothing_says_so() -> None:
    met = exchange_with(DELETE, says(answer(b"{}", status="404 Not Found")))
    assert isinstance(met.failure, NotFoundError)
