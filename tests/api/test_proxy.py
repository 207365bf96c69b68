"""A proxy is used if it is given, and never taken from the environment by the transport itself."""

import asyncio

import pytest

from personactl.api.bounds.limits import AnswerBounds
from personactl.api.client import Client
from personactl.api.failures import BoundExceededError
from personactl.api.retry import RetrySettings
from personactl.errors import UnavailableError
from personactl.json_value import JsonValue
from personactl.secret import Secret
from tests.api.bounds.hostile_answers import endless
from tests.api.live import KEY, Script, answer, free_port, says, scripted

DONE = answer(b'{"done": true}')


def get(origin: str, proxy: str | None) -> JsonValue:
    async def asking() -> JsonValue:
        once = RetrySettings(attempts=1)
        async with Client(origin, Secret(KEY), retry=once, proxy=proxy) as client:
            return await client.get("/v1/x")

    return asyncio.run(asking())


def test_a_request_goes_through_the_given_proxy() -> None:
    heads: list[bytes] = []

    async def proxying(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(DONE)

    origin = f"http://127.0.0.1:{free_port()}"
    with scripted(proxying) as proxy:
        assert get(origin, proxy) == {"done": True}
    assert heads[0].startswith(f"GET {origin}/v1/x HTTP/1.1\r\n".encode())


def test_a_key_for_a_tls_origin_is_not_shown_to_the_proxy() -> None:
    heads: list[bytes] = []

    async def refusing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer(b"no", status="407 Proxy Authentication Required"))

    with scripted(refusing) as proxy, pytest.raises(UnavailableError, match="proxy"):
        get("https://api.example.com", proxy)
    assert heads[0].startswith(b"CONNECT api.example.com:443 ")
    assert KEY.encode() not in heads[0]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(endless(b"HTTP/1.1 200 Established\r\nx: ", b"x" * 65536), id="head"),
        pytest.param(endless(b"HTTP/1.1 200 Established\r\nx: ", b"x", 0.01), id="dripping head"),
        pytest.param(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), id="interim answers"),
    ],
)
def test_an_endless_answer_of_a_proxy_ends(script: Script) -> None:
    async def asking(proxy: str) -> None:
        brief = AnswerBounds(seconds=0.5)
        async with Client("https://api.example.com", Secret(KEY), proxy=proxy, bounds=brief) as client:
            await client.get("/v1/x")

    with scripted(script) as proxy, pytest.raises(BoundExceededError) as caught:
        asyncio.run(asking(proxy))
    assert caught.value.where == "GET https://api.example.com/v1/x"


def test_a_proxy_of_the_environment_is_not_picked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    with scripted(says(DONE)) as origin:
        assert get(origin, None) == {"done": True}
