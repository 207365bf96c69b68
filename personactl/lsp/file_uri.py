"""File URIs and paths, for every way in which editors write a URI.

Editors differ in what they percent-encode: VS Code writes `%40` for `@`, Neovim and Helix write `@`. Therefore a URI is
never compared with another one; its path is.
"""

import os
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

_HERE: Final = frozenset({"", "localhost"})
"""The hosts that mean this machine (RFC 8089)."""


def path_of(uri: str) -> Path | None:
    """Return the path of a file URI, or None for any other URI, such as that of a buffer that was never saved.

    Links are not resolved. The bytes of a name may be any, also those that are not UTF-8.
    """
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc.lower() not in _HERE:
        return None
    path = os.fsdecode(unquote_to_bytes(parts.path))
    return Path(path) if path.startswith("/") and "\0" not in path else None


def uri_of(path: Path) -> str:
    """Return the URI of an absolute path; every character is encoded that any editor encodes."""
    return path.as_uri()
