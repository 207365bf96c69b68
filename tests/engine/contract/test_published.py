"""The contract check itself refuses answers that break the contract."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.contract.answer_check import Contract

AVATAR: dict[str, Any] = {
    "id": "071b0286-4cce-4808-bee2-e642f1062de3",
    "displayName": "Liv",
    "imageUrl": "https://example.test/liv.png",
    "createdAt": "2026-04-20T10:00:00.000Z",
    "renderStyle": "realistic",
}


@pytest.fixture
def answer() -> Callable[..., httpx.Response]:
    def make(body: object, *, status: int = 200, path: str = f"/v1/avatars/{AVATAR['id']}") -> httpx.Response:
        return httpx.Response(status, json=body, request=httpx.Request("GET", f"http://engine.test{path}"))

    return make


def test_passes_what_is_as_published(contract: Contract, answer: Callable[..., httpx.Response]) -> None:
    contract.check(answer(AVATAR))
    contract.check(answer({"data": [AVATAR], "meta": {"total": 1, "prev": None}}, path="/v1/avatars"))
    contract.check(answer({"error": "Not found", "message": "Avatar not found"}, status=404))


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "liv"},
        {"displayName": None},
        {"imageUrl": "liv.png"},
        {"createdAt": "yesterday"},
        {"createdAt": "2026-04-20T10:00:00"},
        {"renderStyle": "cubist"},
        {"avatarName": "Liv"},
    ],
    ids=str,
)
def test_refuses_a_wrong_field(
    wrong: dict[str, object], contract: Contract, answer: Callable[..., httpx.Response]
) -> None:
    with pytest.raises(AssertionError):
        contract.check(answer(AVATAR | wrong))
    with pytest.raises(AssertionError):
        contract.check(answer({"data": [AVATAR | wrong]}, path="/v1/avatars"))


def test_refuses_an_undeclared_status(contract: Contract, answer: Callable[..., httpx.Response]) -> None:
    with pytest.raises(AssertionError, match="undeclared status"):
        contract.check(answer(AVATAR, status=201))


def test_refuses_an_error_without_a_message(contract: Contract, answer: Callable[..., httpx.Response]) -> None:
    with pytest.raises(AssertionError):
        contract.check(answer({"error": "Not found"}, status=404))


def test_refuses_an_unknown_key_beside_a_composed_shape(
    contract: Contract, answer: Callable[..., httpx.Response]
) -> None:
    contract.check(answer({"toolCalls": [], "clientLabel": None}, path=f"/v1/sessions/{AVATAR['id']}"))
    with pytest.raises(AssertionError):
        contract.check(answer({"toolCalls": [], "label": None}, path=f"/v1/sessions/{AVATAR['id']}"))
