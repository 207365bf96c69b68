"""Lists of personas: pages, order, search, and changes between two pages."""

import httpx
import pytest

from tests.engine.conftest import CARA


@pytest.fixture
def twelve(client: httpx.Client) -> list[str]:
    """The names of twelve personas, newest first."""
    for number in range(12):
        client.post("/v1/personas", json=CARA | {"name": f"Persona {number:02}"})
    return [f"Persona {number:02}" for number in reversed(range(12))]


def names(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [persona["name"] for persona in response.json()["data"]]


def test_lists_ten_at_a_time_newest_first(client: httpx.Client, twelve: list[str]) -> None:
    first, second = client.get("/v1/personas"), client.get("/v1/personas", params={"page": 2})

    assert names(first) + names(second) == twelve
    assert first.json()["meta"] == {
        "total": 12,
        "lastPage": 2,
        "currentPage": 1,
        "perPage": 10,
        "prev": None,
        "next": 2,
    }
    assert second.json()["meta"]["prev"] == 1
    assert second.json()["meta"]["next"] is None


@pytest.mark.parametrize("per_page", [1, 5, 12, 100])
def test_pages_of_any_size_hold_everything_once(per_page: int, client: httpx.Client, twelve: list[str]) -> None:
    seen: list[str] = []
    page: int | None = 1
    while page is not None:
        response = client.get("/v1/personas", params={"page": page, "perPage": per_page})
        seen += names(response)
        page = response.json()["meta"]["next"]

    assert seen == twelve


@pytest.mark.parametrize(
    ("asked", "number", "size"),
    [
        ({"page": "0"}, 1, 10),
        ({"page": "-3"}, 1, 10),
        ({"page": "two"}, 1, 10),
        ({"perPage": "101"}, 1, 100),
        ({"perPage": "0"}, 1, 10),
        ({"page": "99999999999999999999"}, 2**31, 10),
    ],
    ids=str,
)
def test_a_page_out_of_range_is_moved_into_it(
    asked: dict[str, str], number: int, size: int, client: httpx.Client, twelve: list[str]
) -> None:
    response = client.get("/v1/personas", params=asked)

    assert len(names(response)) == (0 if number > 1 else min(size, len(twelve)))
    assert response.json()["meta"]["currentPage"] == number
    assert response.json()["meta"]["perPage"] == size


def test_an_empty_list_has_one_empty_page(client: httpx.Client) -> None:
    assert client.get("/v1/personas").json() == {
        "data": [],
        "meta": {"total": 0, "lastPage": 1, "currentPage": 1, "perPage": 10, "prev": None, "next": None},
    }


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("persona 1", ["Persona 11", "Persona 10"]),
        ("07", ["Persona 07"]),
        ("%", []),
        ("_", []),
        ("/", []),
        ("Cara", []),
    ],
)
def test_search_looks_for_a_part_of_the_name(
    search: str, found: list[str], client: httpx.Client, twelve: list[str]
) -> None:
    response = client.get("/v1/personas", params={"search": search})

    assert names(response) == found
    assert response.json()["meta"]["total"] == len(found)


@pytest.mark.parametrize(
    ("name", "search"),
    [
        ("Jürgen", "JÜRG"),
        ("ΜΑΡΊΑ", "μαρία"),
        ("Straße 7", "STRASSE"),
        ("50% off", "0%"),
        ("a_b", "A_"),
        ("and/or", "D/O"),
    ],
)
def test_search_takes_no_notice_of_case_in_any_script(name: str, search: str, client: httpx.Client) -> None:
    for called in (name, "Somebody else"):
        client.post("/v1/personas", json=CARA | {"name": called})

    assert names(client.get("/v1/personas", params={"search": search})) == [name]


def test_search_finds_a_persona_by_the_name_that_it_has_now(client: httpx.Client) -> None:
    persona = client.post("/v1/personas", json=CARA | {"name": "Before"}).json()
    client.put(f"/v1/personas/{persona['id']}", json={"name": "After"})

    assert names(client.get("/v1/personas", params={"search": "before"})) == []
    assert names(client.get("/v1/personas", params={"search": "after"})) == ["After"]


@pytest.mark.parametrize("search", ["", "persona"])
@pytest.mark.parametrize(("page", "rows"), [(1, 5), (2, 5), (3, 2), (4, 0)])
def test_every_page_says_how_many_there_are(
    page: int, rows: int, search: str, client: httpx.Client, twelve: list[str]
) -> None:
    response = client.get("/v1/personas", params={"page": page, "perPage": 5, "search": search})

    assert len(names(response)) == rows
    assert (response.json()["meta"]["total"], response.json()["meta"]["lastPage"]) == (12, 3)


def test_a_page_read_again_after_a_create_is_shifted_but_never_skips(client: httpx.Client, twelve: list[str]) -> None:
    first = names(client.get("/v1/personas", params={"perPage": 6}))
    client.post("/v1/personas", json=CARA | {"name": "Late"})
    second = names(client.get("/v1/personas", params={"perPage": 6, "page": 2}))

    assert set(first) | set(second) >= set(twelve[:11])
