"""A key goes out over TLS, or not further than this machine."""

import pytest

from personactl.api.origin import checked_origin, checked_proxy, proxy_for
from personactl.errors import UsageError

PLATFORM = "https://api.example.com"


@pytest.mark.parametrize(
    "origin",
    [PLATFORM, "https://gateway.example.com:8443/anam", "http://127.0.0.1:8080", "http://localhost", "http://[::1]:9"],
)
def test_a_safe_origin_is_taken_as_it_is(origin: str) -> None:
    assert str(checked_origin(origin)) == origin


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
    ("env", "expected"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy.example.com:3128"}, "http://proxy.example.com:3128"),
        ({"https_proxy": "http://small", "HTTPS_PROXY": "http://large"}, "http://small"),
        ({"ALL_PROXY": "proxy.example.com:3128"}, "http://proxy.example.com:3128"),
        ({"HTTP_PROXY": "http://proxy.example.com"}, None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "other.org, .example.com"}, None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "ample.com"}, "http://proxy"),
        ({"HTTPS_PROXY": "http://proxy", "no_proxy": "*"}, None),
    ],
)
def test_the_environment_names_the_proxy(env: dict[str, str], expected: str | None) -> None:
    assert proxy_for(PLATFORM, env) == expected


def test_this_machine_is_reached_without_a_proxy() -> None:
    assert proxy_for("http://127.0.0.1:8080", {"HTTP_PROXY": "http://proxy", "ALL_PROXY": "http://proxy"}) is None


@pytest.mark.parametrize("kind", ["gopher", "socks5"])
def test_a_proxy_of_an_unknown_kind_is_refused_without_its_password(kind: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked_proxy(f"{kind}://me:hunter2@proxy.example.com")
    assert "hunter2" not in caught.value.where + caught.value.message + caught.value.hint
