"""Damaged answers of servers, proxies and networks: always one expected failure, never a hang or a traceback."""

import asyncio
import gzip

import pytest

from personactl.api.client import Client
from personactl.api.failures import LostAnswerError, UnusableAnswerError
from personactl.api.retry import RetrySettings
from personactl.errors import UnavailableError
from personactl.json_value import JsonValue
from personactl.secret import Secret
from tests.api.live import HANGING_S, KEY, Script, answer, says, scripted, silent

_JSON_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


def get(*scripts: Script, timeout_s: float = HANGING_S) -> JsonValue:
    async def asking(origin: str) -> JsonValue:
        async with Client(origin, Secret(KEY), retry=RetrySettings(attempts=1), timeout_s=timeout_s) as client:
            return await client.get("/v1/x")

    with scripted(*scripts) as origin:
        return asyncio.run(asking(origin))


def lines(*scripts: Script, silence_s: float = HANGING_S) -> list[str]:
    async def asking(origin: str) -> list[str]:
        async with (
            Client(origin, Secret(KEY), retry=RetrySettings(attempts=1)) as client,
            client.stream_lines("POST", "/text", {}, silence_s=silence_s) as arriving,
        ):
            return [line async for line in arriving]

    with scripted(*scripts) as origin:
        return asyncio.run(asking(origin))


@pytest.mark.parametrize(
    "script",
    [
        says(),
        says(cut=True),
        says(b"HTTP/1.1 200 OK\r\n"),
        says(b"SSH-2.0-OpenSSH_9.2\r\n"),
        says(b"HTTP/1.1 abc\r\n\r\n"),
        says(_JSON_HEAD + b"content-length: 100\r\n\r\n{"),
        says(_JSON_HEAD + b"content-length: 100\r\n\r\n{", cut=True),
        says(_JSON_HEAD + b'transfer-encoding: chunked\r\n\r\n5\r\n{"a":'),
        says(_JSON_HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\n"),
        says(_JSON_HEAD + b"content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}"),
    ],
)
def test_a_broken_answer_is_a_failure_of_the_platform(script: Script) -> None:
    with pytest.raises(UnavailableError) as caught:
        get(script)
    assert caught.value.exit_status == 5


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b'{"data": [1, 2', "not whole JSON"),
        (b"\xff\xfe{}", "not whole JSON"),
        (b'{"n": Infinity}', "not finite"),
        (b'{"n": 1e400}', "not finite"),
        (b'{"id": "a", "id": "b"}', "same key twice"),
    ],
)
def test_a_success_that_is_not_json_is_unusable(body: bytes, why: str) -> None:
    with pytest.raises(UnusableAnswerError, match=why):
        get(says(answer(body)))


def test_a_compressed_answer_is_read() -> None:
    assert get(says(answer(gzip.compress(b'{"a": 1}'), headers=["content-encoding: gzip"]))) == {"a": 1}


def test_json_under_another_name_is_read() -> None:
    assert get(says(answer(b'{"a": 1}', kind="text/plain"))) == {"a": 1}


def test_a_failure_without_json_is_reported_by_its_status() -> None:
    page = b"<h1>502 Bad Gateway</h1><p>nginx"
    with pytest.raises(UnavailableError) as caught:
        get(says(answer(page, status="502 Bad Gateway", kind="text/html")))
    assert caught.value.message == "the platform failed"
    assert caught.value.where.endswith("· 502")


def test_a_server_that_never_answers_is_given_up() -> None:
    with pytest.raises(UnavailableError, match="did not answer in time"):
        get(silent(), timeout_s=1)


def test_a_stream_that_falls_silent_is_given_up() -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await says(_JSON_HEAD + b"content-length: 100\r\n\r\n{}\n")(reader, writer)
        await asyncio.sleep(HANGING_S)

    with pytest.raises(LostAnswerError, match="did not answer in time"):
        lines(half, silence_s=1)


def test_a_stream_that_is_cut_is_a_lost_answer() -> None:
    with pytest.raises(LostAnswerError, match="cut"):
        lines(says(_JSON_HEAD + b"content-length: 100\r\n\r\n{}\n"))


def test_lines_come_whole_however_they_are_cut_on_the_way() -> None:
    text = '{"text":"Grüße 🙂"}'
    pieces = [bytes([byte]) for byte in f"{text}\n\n{text}".encode()]
    assert lines(says(_JSON_HEAD + b"\r\n", *pieces)) == [text, text]


def test_an_endless_line_is_not_kept_in_memory() -> None:
    with pytest.raises(LostAnswerError, match="no end"):
        lines(says(_JSON_HEAD + b"\r\n", *[b"x" * 65536] * 40))


def test_a_line_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(LostAnswerError, match="UTF-8"):
        lines(says(_JSON_HEAD + b"\r\n", b"\xff\n"))
