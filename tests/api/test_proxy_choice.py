"""Which proxy the environment variables select."""

import pytest

from personactl.api.network import checked_proxy, proxy_for
from personactl.errors import UsageError

PLATFORM = "https://api.example.com"


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
