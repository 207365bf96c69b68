"""Where a client may send a key: over TLS anywhere, in clear only to this machine."""

import ipaddress

import httpx

from personactl.errors import UsageError


def checked_origin(origin: str) -> httpx.URL:
    """`origin` as the base URL of requests. Raises `UsageError` when a key must not travel there."""
    try:
        url = httpx.URL(origin)
    except httpx.InvalidURL as error:
        raise _refused("The API URL is no URL", origin) from error
    if url.userinfo:
        raise _refused("The API URL must not hold a user name or password", url.host)
    if url.scheme not in ("http", "https") or not url.host:
        raise _refused("The API URL must begin with https:// or http://", origin)
    if url.query or url.fragment:
        raise _refused("The API URL must not hold a query or a fragment", origin.partition("?")[0])
    if url.scheme == "http" and not is_loopback(url.host):
        raise _refused("A key is not sent in clear: http:// is for this machine only", origin)
    return url


def is_loopback(host: str) -> bool:
    """Whether `host` names this machine, without asking a name server."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(message: str, where: str) -> UsageError:
    return UsageError(message, where=where, hint="Give the platform's address, such as https://api.anam.ai")
