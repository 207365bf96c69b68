"""API URLs: one spelling for scheme, host, port and prefix, and the check whether a key may be sent there.

Keys are bound to this text, so different spellings of one address must become equal.
"""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from personactl.errors import UsageError

HOSTED: Final = "https://api.anam.ai"
"""The hosted platform (docs/platform.md#keys)."""

_DEFAULT_PORTS = {"https": 443, "http": 80}
_HOST_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
"""Programs read other characters in different ways: for some, a backslash ends the host."""


def normal_origin(text: str, where: str) -> str:
    """Return `scheme://host[:port][/prefix]`: scheme and host in lower case, no default port, no closing slash.

    `where` names the place of the text in errors. Raises `UsageError`, which never quotes the text, because a URL may
    contain a password.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError as error:
        raise _refused("the API URL is not a URL", where) from error
    _refuse_odd(parts, where)
    host = (parts.hostname or "").lower()
    return f"{parts.scheme}://{_bracketed(host)}{_shown_port(parts.scheme, port)}{parts.path.rstrip('/')}"


def checked_origin(text: str) -> str:
    """Return the normal form of `text`. Raises `UsageError` if a key must not be sent there."""
    origin = normal_origin(text, "the API URL")
    parts = urlsplit(origin)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise _refused("a key is not sent unencrypted: http:// is allowed for this machine only", origin)
    return origin


def origin_of_url(url: str) -> str | None:
    """Return scheme, host and port of the address that a webhook or an LLM has, in the form of `normal_origin`.

    None for one that different programs may understand differently, such as a host with characters beyond ASCII.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    clear = parts.netloc.isascii() and parts.netloc.isprintable() and not set(parts.netloc) & set("\\%{} ")
    if parts.scheme not in _DEFAULT_PORTS or not clear or not _is_host(host):
        return None
    return f"{parts.scheme}://{_bracketed(host)}{_shown_port(parts.scheme, port)}"


def is_loopback(host: str) -> bool:
    """Return whether `host` is this machine, without a name server."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _shown_port(scheme: str, port: int | None) -> str:
    return "" if port is None or port == _DEFAULT_PORTS[scheme] else f":{port}"


def _is_host(host: str) -> bool:
    """Return whether all programs take `host` for the same one."""
    try:
        return bool(_HOST_NAME.fullmatch(host)) or ipaddress.ip_address(host).version == 6
    except ValueError:
        return False


def _refuse_odd(parts: SplitResult, where: str) -> None:
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise _refused("the API URL must begin with https:// (or http:// for this machine)", where)
    if parts.username is not None or parts.password is not None:
        raise _refused("the API URL must not contain a user name or password", where)
    if parts.query or parts.fragment:
        raise _refused("the API URL must not contain a query or a fragment", where)
    if not parts.geturl().isascii() or not parts.geturl().isprintable() or " " in parts.geturl():
        raise _refused("the API URL contains characters that a URL cannot contain", where)
    if not _is_host(parts.hostname):
        raise _refused("the host of the API URL contains characters that the name of a host cannot contain", where)
    if parts.path.rstrip("/").endswith("/v1"):
        raise _refused("the API URL must not end with /v1: every request adds that", where)


def _refused(message: str, where: str) -> UsageError:
    return UsageError(message, where=where, hint=f"write the platform's address, such as {HOSTED}")
