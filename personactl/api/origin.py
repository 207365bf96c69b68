"""Where a client may send a key, over TLS anywhere and in clear only to this machine, and by which proxy."""

import ipaddress
from collections.abc import Mapping

import httpx

from personactl.errors import UnavailableError, UsageError


def checked_origin(origin: str) -> httpx.URL:
    """`origin` as the base URL of requests. Raises `UsageError` when a key must not travel there."""
    try:
        url = httpx.URL(origin)
    except httpx.InvalidURL as error:
        raise _refused("the API URL is no URL", origin) from error
    if url.userinfo:
        raise _refused("the API URL must not hold a user name or password", url.host)
    if url.scheme not in ("http", "https") or not url.host:
        raise _refused("the API URL must begin with https:// or http://", origin)
    if url.query or url.fragment:
        raise _refused("the API URL must not hold a query or a fragment", origin.partition("?")[0])
    if url.scheme == "http" and not is_loopback(url.host):
        raise _refused("a key is not sent in clear: http:// is for this machine only", origin)
    return url


def checked_link(link: str) -> httpx.URL:
    """A link that the platform gave out, such as one to a stored file. Raises `UnavailableError` for one in clear."""
    try:
        url = httpx.URL(link)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if not url.host or (url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host))):
        raise UnavailableError(
            "the platform gave out a link that is not followed: only https:// is, or this machine",
            where=f"{url.scheme}://{url.host}" if url.host else "the platform's download link",
            hint="report this to whoever runs the platform",
        )
    return url


def proxy_for(origin: str, env: Mapping[str, str]) -> str | None:
    """The proxy that `env` names for `origin`: HTTPS_PROXY (or HTTP_PROXY), ALL_PROXY, unless NO_PROXY excepts it.

    Lower-case names win, as with curl. This machine is never reached through a proxy.
    """
    url = checked_origin(origin)
    if is_loopback(url.host) or _excepted(url.host, _either(env, "no_proxy")):
        return None
    proxy = _either(env, f"{url.scheme}_proxy") or _either(env, "all_proxy")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy or None


def checked_proxy(proxy: str) -> httpx.Proxy:
    """Raises `UsageError` for a proxy URL of an unknown kind. Its password does not show."""
    try:
        found = httpx.Proxy(proxy)
    except (ValueError, httpx.InvalidURL) as error:
        raise _no_proxy() from error
    if found.url.scheme not in ("http", "https"):
        raise _no_proxy()
    return found


def is_loopback(host: str) -> bool:
    """Whether `host` names this machine, without asking a name server."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _excepted(host: str, no_proxy: str) -> bool:
    """`no_proxy` is `*` or a list of names by commas; a name covers itself and everything below it."""
    names = [name.strip().lstrip(".").lower() for name in no_proxy.split(",")]
    return any(name == "*" or host == name or host.endswith("." + name) for name in names if name)


def _either(env: Mapping[str, str], name: str) -> str:
    return env.get(name) or env.get(name.upper(), "")


def _no_proxy() -> UsageError:
    return UsageError(
        "the proxy is no http:// or https:// URL",
        where="HTTPS_PROXY or ALL_PROXY",
        hint="correct it, or except the platform with NO_PROXY",
    )


def _refused(message: str, where: str) -> UsageError:
    return UsageError(message, where=where, hint="give the platform's address, such as https://api.anam.ai")
