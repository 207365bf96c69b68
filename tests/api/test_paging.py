"""Lists over several pages, also while they change between two pages."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from personactl.api.client import Client
from personactl.api.in_process import InProcessTransport
from personactl.api.paging import items, pages
from personactl.errors import UnavailableError
from personactl.json_value import JsonValue
from personactl.secret import Secret
from tests.faults import FaultTransport

PATH = "/v1/things"


class Things:
    """A list that is paged as the platform's are. `before_page` can change it between two pages."""

    def __init__(self, count: int) -> None:
        self.ids = [f"thing-{number}" for number in range(count)]
        self.before_page: Callable[[int], None] = lambda page: None
        self.under_way = self.most_under_way = 0

    async def answer(self, request: Request) -> Response:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        page, per_page = int(request.query_params["page"]), int(request.query_params["perPage"])
        self.before_page(page)
        last = -(-len(self.ids) // per_page)
        chosen = self.ids[(page - 1) * per_page : page * per_page]
        following = page + 1 if page < last else None
        meta = {"total": len(self.ids), "lastPage": last, "currentPage": page, "perPage": per_page, "next": following}
        return JSONResponse({"data": [{"id": name} for name in chosen], "meta": meta})


def ask(
    endpoint: Callable[[Request], Coroutine[None, None, Response]],
    question: Callable[[Client], Coroutine[None, None, list[str]]],
) -> tuple[list[str], FaultTransport]:
    async def asking() -> tuple[list[str], FaultTransport]:
        transport = FaultTransport(InProcessTransport(Starlette(routes=[Route(PATH, endpoint)])))
        async with Client("http://127.0.0.1", Secret("key"), transport=transport) as client:
            return await question(client), transport

    return asyncio.run(asking())


def everything(per_page: int, ahead: int = 0) -> Callable[[Client], Coroutine[None, None, list[str]]]:
    async def question(client: Client) -> list[str]:
        return [str(item["id"]) async for item in items(client, PATH, {"search": "x"}, per_page, ahead=ahead)]

    return question


@pytest.mark.parametrize("ahead", [0, 1, 4, 50])
@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 95])
def test_every_entry_comes_once_and_in_order(count: int, ahead: int) -> None:
    things = Things(count)
    found, transport = ask(things.answer, everything(10, ahead))
    assert found == things.ids
    assert [sent.query["page"] for sent in transport.sent] == [str(page + 1) for page in range(max(1, -(-count // 10)))]
    assert {(sent.query["search"], sent.query["perPage"]) for sent in transport.sent} == {("x", "10")}


def test_pages_are_fetched_ahead_under_a_limit() -> None:
    things = Things(100)
    ask(things.answer, everything(5, ahead=4))
    assert things.most_under_way == 4


@pytest.mark.parametrize(("ahead", "requests"), [(0, 2), (3, 4)])
def test_who_stops_reading_stops_the_fetching(ahead: int, requests: int) -> None:
    async def question(client: Client) -> list[str]:
        reading = pages(client, PATH, per_page=10, ahead=ahead)
        found = [await anext(reading), await anext(reading)]
        await reading.aclose()
        return [str(page.number) for page in found]

    found, transport = ask(Things(100).answer, question)
    assert found == ["1", "2"]
    assert len(transport.sent) <= requests


@pytest.mark.parametrize("ahead", [0, 2])
def test_an_entry_that_is_pushed_to_the_next_page_comes_once(ahead: int) -> None:
    things = Things(25)
    things.before_page = lambda page: things.ids.insert(0, f"new-{page}") if page > 1 else None
    found, _ = ask(things.answer, everything(10, ahead))
    assert sorted(set(found)) == sorted(found)
    assert {f"thing-{number}" for number in range(25)} <= set(found)


@pytest.mark.parametrize("ahead", [0, 2])
def test_a_list_that_grows_is_read_to_its_new_end(ahead: int) -> None:
    things = Things(20)
    things.before_page = lambda page: things.ids.extend(f"late-{n}" for n in range(15)) if page == 2 else None
    found, _ = ask(things.answer, everything(10, ahead))
    assert found == things.ids


@pytest.mark.parametrize("ahead", [0, 3])
def test_a_list_that_shrinks_ends_early(ahead: int) -> None:
    things = Things(100)

    def shrink(page: int) -> None:
        del things.ids[15:]

    things.before_page = lambda page: shrink(page) if page == 2 else None
    found, _ = ask(things.answer, everything(10, ahead))
    assert found == things.ids


@pytest.mark.parametrize("meta", [None, {}, "odd", {"next": "2", "lastPage": True}])
def test_a_list_without_a_meta_is_one_page(meta: JsonValue) -> None:
    async def bare(request: Request) -> Response:
        return JSONResponse({"data": [{"id": "only"}], "meta": meta})

    assert ask(bare, everything(10))[0] == ["only"]


def test_a_meta_without_next_goes_by_its_last_page() -> None:
    async def counted(request: Request) -> Response:
        return JSONResponse({"data": [{"id": request.query_params["page"]}], "meta": {"lastPage": 3}})

    assert ask(counted, everything(10))[0] == ["1", "2", "3"]


@pytest.mark.parametrize("body", [[], {}, {"data": None}, {"data": ["text"]}, "text", None])
def test_an_answer_that_is_not_a_list_is_a_failure_of_the_platform(body: JsonValue) -> None:
    async def odd(request: Request) -> Response:
        return JSONResponse(body)

    with pytest.raises(UnavailableError, match="not a page"):
        ask(odd, everything(10))
