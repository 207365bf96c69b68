"""The addresses that a platform is to call: can it reach them at all, and does anybody answer there?

Source: docs/platform.md#webhooks.
"""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from personactl.lint.text.pattern import Pattern

_NOT_FROM_OUTSIDE: Final = (".local", ".localhost", ".internal", ".lan", ".home.arpa")
_EXAMPLES: Final = Pattern(
    r"(?:.+\.)?(?:example\.(?:com|org|net)|.+\.(?:example|invalid)|your[-_]?(?:domain|server|api|site|host|company|app)\..+)",
    re.IGNORECASE,
)


def address(url: str) -> SplitResult | None:
    """The parts of a web address; None for what is none, or is still to be filled in: what it will be is not known."""
    if "{" in url or "$" in url or "<" in url:
        return None
    try:
        parts = urlsplit(url.strip())
        return parts if parts.hostname and parts.scheme in {"http", "https"} else None
    except ValueError:
        return None


def is_private(host: str) -> bool:
    """Whether only this machine or a private network knows the host."""
    if host == "localhost" or host.endswith(_NOT_FROM_OUTSIDE):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def is_example(host: str) -> bool:
    return _EXAMPLES.fullmatch(host) is not None
