"""The texts that were last pushed or pulled, by fingerprint: the lock remembers only the fingerprint of a base.

They lie in personactl's own state folder, readable by the user only, because prompts are among them. A text that is
missing here costs no more than a merge by hand, so nothing is synced to disk, and a damaged text is ignored.
"""

import contextlib
import os
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct

from personactl.files.own_files import make_private_folder, open_private_file
from personactl.fingerprint import value_fingerprint

_SUFFIX: Final = ".txt"
_WHITE: Final = re.compile(r"\s")


class StoreLimits(Struct, frozen=True):
    """How much is retained.

    days: the maximum time since a text was last saved.
    size: the maximum size of all texts together, in bytes.
    """

    days: int = 365
    size: int = 64 << 20


def store_folder(state: Path | None) -> Path | None:
    """Return the folder of the texts, which may not exist; None without `Paths.state`, which `state` is."""
    return None if state is None else state / "texts"


def is_worth_saving(text: str) -> bool:
    """Whether a merge by line could ever need `text`: whether it is more than one word."""
    return _WHITE.search(text) is not None


def save_texts(folder: Path, texts: Iterable[str]) -> None:
    """Save `texts`. Raises `OSError`; some of them are saved then."""
    wanted = {value_fingerprint(text): text for text in texts if is_worth_saving(text)}
    if not wanted:
        return
    make_private_folder(folder)
    for print, text in wanted.items():
        path = folder / f"{print}{_SUFFIX}"
        try:
            os.utime(path)
        except FileNotFoundError:
            _write(path, text.encode("utf-8", "surrogatepass"))


def saved_text(folder: Path, print: str) -> str | None:
    """Return the text with the fingerprint `print`, or None if it is not there or damaged."""
    try:
        text = (folder / f"{print}{_SUFFIX}").read_bytes().decode("utf-8", "surrogatepass")
    except (OSError, UnicodeDecodeError):
        return None
    return text if value_fingerprint(text) == print else None


def delete_old_texts(folder: Path, *, now: datetime, limits: StoreLimits | None = None) -> None:
    """Delete the texts that exceed `limits`, those first that were saved longest ago. Errors are ignored."""
    bounds = limits or StoreLimits()
    oldest = (now - timedelta(days=bounds.days)).timestamp()
    with contextlib.suppress(OSError):
        found = [(path.stat(), path) for path in folder.iterdir() if path.is_file()]
        room = bounds.size
        for status, path in sorted(found, key=lambda one: one[0].st_mtime, reverse=True):
            room -= status.st_size
            if room < 0 or status.st_mtime < oldest:
                with contextlib.suppress(OSError):
                    path.unlink()


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        descriptor = open_private_file(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        temporary.replace(path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
