"""Each address has one spelling, because keys are bound to it, and a key is never sent unencrypted."""

import httpx
import pytest

from personactl.errors import UsageError
from personactl.origin import HOSTED, checked_origin, normal_origin, origin_of_url


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        (HOSTED, "https://api.anam.ai"),
        ("https://api.anam.ai/", "https://api.anam.ai"),
        (" HTTPS://API.Anam.AI:443 ", "https://api.anam.ai"),
        ("http://127.0.0.1:8765/", "http://127.0.0.1:8765"),
        ("http://localhost:80", "http://localhost"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("https://gateway.example/Anam/", "https://gateway.example/Anam"),
    ],
)
def test_spellings_of_one_address_become_one(text: str, origin: str) -> None:
    assert normal_origin(text, "--api-url") == origin
    assert normal_origin(origin, "--api-url") == origin


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must begin with https://"),
        ("api.anam.ai", "must begin with https://"),
        ("ftp://api.anam.ai", "must begin with https://"),
        ("https://", "must begin with https://"),
        ("https://user:hunter2@api.anam.ai", "must not contain a user name"),
        ("https://api.anam.ai?key=hunter2", "must not contain a query"),
        ("https://api.anam.ai#hunter2", "must not contain a query or a fragment"),
        ("https://api.anam.ai:hunter2", "not a URL"),
        ("https://[hunter2", "not a URL"),
        ("https://api.anam.ai/v1/", "must not end with /v1"),
        ("https://api.anam.ai/hun ter2", "characters that a URL cannot contain"),
        ("https://äpi.example/hunter2", "characters that a URL cannot contain"),
    ],
)
def test_an_invalid_address_is_refused_and_never_quoted(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        normal_origin(text, "--api-url")
    assert said in caught.value.message
    assert caught.value.where == "--api-url"
    assert "hunter2" not in f"{caught.value.message}{caught.value.hint}"


@pytest.mark.parametrize(
    "origin",
    [HOSTED, "https://gateway.example.com:8443/anam", "http://127.0.0.1:8080", "http://localhost", "http://[::1]:9"],
)
def test_a_safe_origin_is_taken_as_it_is(origin: str) -> None:
    assert checked_origin(origin) == origin


@pytest.mark.parametrize(
    "origin",
    [
        "http://api.example.com",
        "http://10.0.0.7:8080",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "ftp://api.example.com",
        "api.example.com",
        "",
        "https://",
        "https://example.com:port",
        "https://example.com/?key=1",
    ],
)
def test_an_unsafe_or_malformed_origin_is_refused(origin: str) -> None:
    with pytest.raises(UsageError):
        checked_origin(origin)


def test_a_password_in_the_url_is_refused_and_not_shown() -> None:
    with pytest.raises(UsageError) as caught:
        checked_origin("https://me:hunter2@api.example.com")
    assert "hunter2" not in caught.value.where + caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Orders.example/find?x=1#y", "https://orders.example"),
        ("HTTPS://orders.example:443/a/{id}", "https://orders.example"),
        ("http://orders.example:8080", "http://orders.example:8080"),
        ("https://somebody:else@evil.example/orders.example", "https://evil.example"),
        ("https://orders.example@evil.example", "https://evil.example"),
        ("https://[::1]:9/x", "https://[::1]:9"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_the_host_of_a_webhook_is_found(url: str, origin: str) -> None:
    assert origin_of_url(url) == origin
    assert httpx.URL(url).host == httpx.URL(origin).host


@pytest.mark.parametrize(
    "url",
    [
        "",
        "orders.example",
        "https://",
        "ftp://orders.example",
        "https:///orders.example",
        "https://orders.example\\@evil.example",
        "https://orders.example\\.evil.example",
        "https://\u043erders.example",
        "https://orders\u3002example",
        "https://orders.example%00.evil.example",
        "https://{host}/x",
        "https://orders.example:port",
        "https://[orders.example]",
        "https://ord ers.example",
    ],
)
def test_an_address_that_programs_read_in_different_ways_has_no_host(url: str) -> None:
    assert origin_of_url(url) is None
