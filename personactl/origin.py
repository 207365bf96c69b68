"""An API URL: scheme, host, port and prefix in one spelling, and whether a key may travel there.

Keys are bound to this text, so two spellings of one address must become equal.
"""

import ipaddress
from typing import Final
from urllib.parse import SplitResult, urlsplit

from personactl.errors import UsageError

HOSTED: Final = "https://api.anam.ai"
"""The hosted platform (docs/platform.md#keys)."""

_DEFAULT_PORTS = {"https": 443, "http": 80}


def normal_origin(text: str, where: str) -> str:
    """`scheme://host[:port][/prefix]`, lower case up to the prefix, without default port or closing slash.

    `where` names the place of the text in errors. Raises `UsageError`, which never quotes the text: a URL may
    hold a password.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError as error:
        raise _refused("the API URL is not a URL", where) from error
    _refuse_odd(parts, where)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    shown_port = "" if port is None or port == _DEFAULT_PORTS[parts.scheme] else f":{port}"
    return f"{parts.scheme}://{host}{shown_port}{parts.path.rstrip('/')}"


def checked_origin(text: str) -> str:
    """`text` as `normal_origin` makes it. Raises `UsageError` when a key must not travel there."""
    origin = normal_origin(text, "the API URL")
    parts = urlsplit(origin)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise _refused("a key is not sent in clear: http:// is for this machine only", origin)
    return origin


def is_loopback(host: str) -> bool:
    """Whether `host` names this machine, without asking a name server."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_odd(parts: SplitResult, where: str) -> None:
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise _refused("the API URL must begin with https:// (or http:// for this machine)", where)
    if parts.username is not None or parts.password is not None:
        raise _refused("the API URL must not hold a user name or password", where)
    if parts.query or parts.fragment:
        raise _refused("the API URL must not hold a query or a fragment", where)
    if not parts.geturl().isascii() or not parts.geturl().isprintable() or " " in parts.geturl():
        raise _refused("the API URL holds characters that a URL may not hold", where)
    if parts.path.rstrip("/").endswith("/v1"):
        raise _refused("the API URL must not end with /v1: every request adds that", where)


def _refused(message: str, where: str) -> UsageError:
    return UsageError(message, where=where, hint=f"write the platform's address, such as {HOSTED}")
