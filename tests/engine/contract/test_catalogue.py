"""The stock catalogue over HTTP: search, filters, and facts only."""

import httpx
import pytest

from personactl.engine.catalogue.catalogue import stock_catalogue

LIV = "071b0286-4cce-4808-bee2-e642f1062de3"


def names(client: httpx.Client, path: str, **params: str | int) -> list[str]:
    response = client.get(path, params={"perPage": 100, **params})
    assert response.status_code == 200, response.text
    return [item.get("displayName") for item in response.json()["data"]]


@pytest.mark.parametrize("path", ["/v1/avatars", "/v1/voices", "/v1/llms"])
def test_each_listed_item_can_be_got(path: str, client: httpx.Client) -> None:
    listed = client.get(path, params={"perPage": 100}).json()["data"]

    assert len(listed) == len({item["id"] for item in listed}) > 5
    for item in listed:
        assert client.get(f"{path}/{item['id']}").json() == item


def test_an_id_may_be_spelled_in_capitals(client: httpx.Client) -> None:
    assert client.get(f"/v1/avatars/{LIV.upper()}").json()["id"] == LIV


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"search": "leo"}, ["Leo", "Leo"]),
        ({"search": "warm expression"}, ["Liv"]),
        ({"tags": "office,nonsense"}, ["Liv"]),
        ({"tags": "nonsense"}, []),
        ({"renderStyle": "realistic"}, ["Liv"]),
        ({"renderStyle": "illustrated"}, []),
        ({"onlyOneShot": "true"}, []),
    ],
    ids=str,
)
def test_avatars_are_filtered(params: dict[str, str], found: list[str], client: httpx.Client) -> None:
    assert names(client, "/v1/avatars", **params) == found


def test_all_styles_are_everything(client: httpx.Client) -> None:
    assert names(client, "/v1/avatars", renderStyle="all") == names(client, "/v1/avatars")


def test_voices_are_searched_by_name_only(client: httpx.Client) -> None:
    assert names(client, "/v1/voices", search="LUCY") == ["Lucy - Fresh & Casual"]
    assert names(client, "/v1/voices", search="British") == []


def test_llms_are_all_defaults(client: httpx.Client) -> None:
    assert names(client, "/v1/llms", search="gpt-4o-mini") == ["GPT-4o-mini"]
    assert "Disable LLM" in names(client, "/v1/llms")
    assert names(client, "/v1/llms", includeDefaults="false") == []


def test_lists_come_in_pages(client: httpx.Client) -> None:
    whole = names(client, "/v1/avatars")
    pages = [names(client, "/v1/avatars", perPage=7, page=page) for page in (1, 2, 3)]

    assert [name for page in pages for name in page] == whole


def test_what_is_not_known_of_a_voice_is_not_made_up() -> None:
    cara = stock_catalogue().voices["6bfbe25a-979d-40f3-a92b-5394170af54b"]

    assert "provider" not in cara
    assert cara["country"] is None
    assert cara["sampleUrl"] == cara["previewSampleUrl"]
