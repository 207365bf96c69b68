"""Names of files in reports: for people, for CI systems that look them up in a checkout, as URIs.

A name may hold anything but NUL, bytes that are no UTF-8 included; Python keeps these as lone surrogates.
"""

import os
from pathlib import Path
from urllib.parse import quote

from personactl.report.text.printable import encodable, visible


def shown(path: Path) -> str:
    """On one line, with everything that a terminal would obey or hide as an escape."""
    return visible(str(path))


def named(path: Path) -> str:
    """With slashes, and fit for UTF-8: what cannot be encoded is an escape."""
    return encodable(path.as_posix())


def uri(path: Path) -> str:
    """A relative path as a relative reference, an absolute one as `file:` URI."""
    reference = quote(_bytes(path.as_posix()), safe="/")
    return f"file://{reference}" if path.is_absolute() else reference


def _bytes(name: str) -> bytes:
    try:
        return os.fsencode(name)
    except UnicodeEncodeError:  # nothing on a disk is called so, but something that was typed may be
        return encodable(name).encode()
