"""Web addresses that the platform calls: whether it can reach them, and whether they are only examples.

Source: docs/platform.md#webhooks.
"""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from personactl.pattern import Pattern

_NOT_FROM_OUTSIDE: Final = (".local", ".localhost", ".internal", ".lan", ".home.arpa")
_EXAMPLES: Final = Pattern(
    r"(?:.+\.)?(?:example\.(?:com|org|net)|your[-_]?(?:domain|server|api|site|host|company|app)\..+)"
    r"|.+\.(?:example|invalid)",
    re.IGNORECASE,
)


def address(url: str) -> SplitResult | None:
    """Return the parts of a web address; None if it is not one, or still contains a placeholder."""
    if "{" in url or "$" in url or "<" in url:
        return None
    try:
        parts = urlsplit(url.strip())
        return parts if parts.hostname and parts.scheme in {"http", "https"} else None
    except ValueError:
        return None


def is_private(host: str) -> bool:
    """Return whether the host exists only on this machine or in a private network."""
    if host == "localhost" or host.endswith(_NOT_FROM_OUTSIDE):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def is_example(host: str) -> bool:
    return _EXAMPLES.fullmatch(host) is not None
