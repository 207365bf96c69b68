"""Lists whose pages do not end."""

import asyncio
from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from personactl.api.bounds.limits import LIST_PAGES
from personactl.api.client import Client
from personactl.api.failures import BoundExceededError
from personactl.api.paging import items
from personactl.json_value import JsonObject, JsonValue
from personactl.secret import Secret
from tests.api.live import KEY, served

Answering = Callable[[int], JsonObject]


def _page(number: int, ids: list[str], **meta: JsonValue) -> JsonObject:
    return {"data": [{"id": one} for one in ids], "meta": {"currentPage": number, **meta}}


def _read(answering: Answering, *, ahead: int = 0) -> tuple[list[str], int]:
    """Read the list, and return its ids and the number of requests."""
    requests: list[int] = []

    async def endpoint(request: Request) -> Response:
        requests.append(int(request.query_params["page"]))
        return JSONResponse(answering(requests[-1]))

    async def reading(origin: str) -> list[str]:
        async with Client(origin, Secret(KEY)) as client:
            return [str(item["id"]) async for item in items(client, "/v1/x", ahead=ahead)]

    with served(Starlette(routes=[Route("/v1/x", endpoint)])) as origin:
        try:
            return asyncio.run(reading(origin)), len(requests)
        finally:
            assert len(requests) <= LIST_PAGES + ahead


@pytest.mark.parametrize("ahead", [0, 4])
@pytest.mark.parametrize(
    ("answering", "why"),
    [
        pytest.param(lambda n: _page(n, [f"x{n}"], next=n + 1), "more than 1,000 pages", id="always a new one"),
        pytest.param(lambda n: _page(n, [f"x{n}"], lastPage=10**18), "more than 1,000 pages", id="a last page"),
        pytest.param(lambda n: _page(n, ["same"], next=n + 1), "nothing new", id="the same page again"),
        pytest.param(lambda n: _page(n, [f"x{n % 3}"], next=n + 1), "nothing new", id="pages in a circle"),
        pytest.param(lambda n: _page(n, [], next=n + 1), "nothing new", id="empty pages"),
        pytest.param(lambda n: _page(n, [], lastPage=n + 1, total=10**9), "nothing new", id="an empty total"),
        pytest.param(lambda n: _page(n, [f"x{n}"], next=1), "another page than", id="back to the first"),
        pytest.param(lambda n: _page(n, [f"x{n}"], next=n), "another page than", id="itself"),
        pytest.param(lambda n: _page(n, [f"x{n}"], next=-1), "another page than", id="backwards"),
        pytest.param(lambda n: _page(n, [f"x{n}"], next=n + 10**15), "another page than", id="far ahead"),
    ],
)
def test_a_list_that_does_not_end_is_a_failure(answering: Answering, why: str, ahead: int) -> None:
    with pytest.raises(BoundExceededError, match=why) as caught:
        _read(answering, ahead=ahead)
    assert caught.value.where.startswith("GET http://127.0.0.1:")
    assert caught.value.exit_status == 5


def test_pages_that_are_huge_together_are_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("personactl.api.paging.LIST_BYTES", 1_000_000)

    def heavy(number: int) -> JsonObject:
        return {"data": [{"id": f"x{number}", "text": "x" * 100_000}], "meta": {"next": number + 1}}

    with pytest.raises(BoundExceededError, match="together"):
        _read(heavy)


@pytest.mark.parametrize("ahead", [0, 4])
def test_a_list_of_ten_thousand_entries_is_read(ahead: int) -> None:
    def honest(number: int) -> JsonObject:
        ids = [f"x{index}" for index in range(number * 100 - 100, number * 100)]
        return _page(number, ids, next=number + 1 if number < 100 else None, lastPage=100, total=10_000)

    found, requests = _read(honest, ahead=ahead)
    assert (len(found), requests) == (10_000, 100)


def test_a_total_that_lies_changes_nothing() -> None:
    found, _ = _read(lambda n: _page(n, [f"x{n}"], next=n + 1 if n < 3 else None, total=-5, lastPage=1), ahead=4)
    assert found == ["x1", "x2", "x3"]
