"""An answer that is too large, before or after decompression, is refused at its bound and is not asked for again."""

import gzip
import zlib

import pytest

from personactl.api.failures import BoundExceededError, LostAnswerError
from personactl.errors import UnavailableError
from tests.api.bounds.hostile_answers import (
    CHUNKED,
    GZIP,
    HEAD,
    RAW,
    ZLIB,
    asked,
    bomb,
    compressed,
    counting,
    encoded,
    endless,
)
from tests.api.live import Script, answer, says

SMALL = 64_000_000
TOO_LARGE = "larger than 16 MiB"
HEADERS = "headers take more than 100 KiB"


@pytest.mark.parametrize(
    ("script", "why"),
    [
        pytest.param(encoded(bomb(GZIP, SMALL), "gzip"), TOO_LARGE, id="gzip"),
        pytest.param(encoded(bomb(GZIP, SMALL), "X-GZip"), TOO_LARGE, id="gzip by its old name"),
        pytest.param(encoded(bomb(ZLIB, SMALL), "deflate"), TOO_LARGE, id="deflate"),
        pytest.param(encoded(bomb(RAW, SMALL), "deflate"), TOO_LARGE, id="deflate without a header"),
        pytest.param(encoded(bomb(GZIP, SMALL), "identity, gzip"), TOO_LARGE, id="gzip beside identity"),
        pytest.param(encoded(bomb(GZIP, SMALL), "gzip", status="404 Not Found"), TOO_LARGE, id="body of a failure"),
        pytest.param(endless(HEAD + b"\r\n", b" " * 65536), TOO_LARGE, id="endless"),
        pytest.param(endless(CHUNKED, b"10000\r\n" + b" " * 65536 + b"\r\n"), TOO_LARGE, id="endless chunks"),
        pytest.param(
            endless(HEAD + b"content-encoding: deflate\r\n\r\n", b"\0\0\0\xff\xff" * 4096),
            TOO_LARGE,
            id="compressed nothing, for ever",
        ),
        pytest.param(says(HEAD + b"content-length: 1000000000\r\n\r\n{"), TOO_LARGE, id="announced"),
        pytest.param(endless(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n" * 4096), HEADERS, id="headers"),
        pytest.param(endless(b"HTTP/1.1 200 OK\r\nx: ", b"b" * 65536), HEADERS, id="one header"),
        pytest.param(endless(b"HTTP/1.1 200 ", b"b" * 65536), HEADERS, id="reason"),
        pytest.param(endless(CHUNKED + b"1;", b"a" * 65536), HEADERS, id="extension of a chunk"),
        pytest.param(endless(CHUNKED + b"0\r\n", b"x-a: b\r\n" * 4096), HEADERS, id="trailers"),
    ],
)
def test_too_large_an_answer_is_refused_once(script: Script, why: str) -> None:
    with counting(script) as (origin, connections), pytest.raises(BoundExceededError, match=why) as caught:
        asked(origin)
    assert caught.value.where.startswith(f"GET {origin}/v1/x")
    assert caught.value.exit_status == 5
    assert len(connections) == 1


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip,deflate", "br", "zstd", "compress", "\x80", "gzip;q=1"])
def test_a_compression_that_was_not_asked_for_is_not_undone(coding: str) -> None:
    body = compressed(compressed(b"{}"))
    with counting(encoded(body, coding)) as (origin, connections), pytest.raises(UnavailableError, match="compressed"):
        asked(origin)
    assert len(connections) == 1


def test_two_headers_are_two_compressions() -> None:
    twice = ["content-encoding: gzip", "content-encoding: gzip"]
    script = says(answer(compressed(bomb(GZIP, SMALL)), headers=twice))
    with counting(script) as (origin, _), pytest.raises(UnavailableError, match="compressed twice"):
        asked(origin)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(b'{"a": 1}', mtime=0), "gzip"),
        (gzip.compress(b'{"a": 1}', mtime=0), "x-gzip"),
        (zlib.compress(b'{"a": 1}'), "deflate"),
        (compressed(b'{"a": 1}', RAW), "deflate"),
        (b'{"a": 1}', "identity"),
    ],
)
def test_what_was_asked_for_is_undone(body: bytes, coding: str) -> None:
    with counting(encoded(body, coding)) as (origin, _):
        assert asked(origin) == {"a": 1}


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b'{"a": 1}' * 100, mtime=0)[:-9],
        gzip.compress(b"{}", mtime=0) + gzip.compress(b"[]", mtime=0),
        gzip.compress(b"{}", mtime=0) + b"\0",
        b"\x1f\x8b",
        b"{}",
    ],
)
def test_damaged_compression_is_no_shorter_answer(body: bytes) -> None:
    with counting(encoded(body, "gzip")) as (origin, _), pytest.raises(UnavailableError, match="compression"):
        asked(origin)


@pytest.mark.parametrize("method", ["post", "put"])
def test_a_write_whose_answer_is_too_large_may_have_been_carried_out(method: str) -> None:
    script = endless(HEAD + b"\r\n", b" " * 65536)
    with counting(script) as (origin, connections), pytest.raises(LostAnswerError, match=TOO_LARGE):
        asked(origin, method=method)
    assert len(connections) == 1


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: " + b"9" * 400 + b"\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: " + b"9" * 5000 + b"\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        b"HTTP/1.1 20000 OK\r\n\r\n{}",
        b"HTTP/1.1 000 OK\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nx: \0\r\n\r\n{}",
        CHUNKED + b"fffffffffffffffffffffffff\r\n{}",
        b"<html>\r\n\r\nan answer of HTTP/0.9\r\n",
    ],
)
def test_what_is_not_http_is_a_failure_of_the_platform(head: bytes) -> None:
    with counting(says(head)) as (origin, connections), pytest.raises(UnavailableError, match="not HTTP"):
        asked(origin)
    assert len(connections) == 4
