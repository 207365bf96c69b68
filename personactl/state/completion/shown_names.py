"""The names that commands have shown, such as ids of sessions, for the completion of later command lines.

A completion must answer at once, so it asks no platform. Names belong to a target by its name; they are kept in the
cache folder, which may be deleted at any time. A file that is damaged or cannot be written is ignored: nothing but
completion depends on it.
"""

import contextlib
import json
import urllib.parse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from personactl.errors import StorageError
from personactl.files.file_writes import write_atomic
from personactl.files.regular_file import read_regular
from personactl.state.paths import Paths

_MAX_NAMES: Final = 2_000
_MAX_BYTES: Final = 1_000_000


def remember_names(paths: Paths, target: str, kind: str, names: Sequence[tuple[str, str]]) -> None:
    """Keep names for `shown_names`, instead of earlier ones of the same kind.

    target: the name of the target that has them.
    kind: such as "session" or "voice".
    names: pairs of a name and a few words about it.
    """
    file = _file(paths, target, kind)
    if file is not None:
        with contextlib.suppress(StorageError):
            write_atomic(file, json.dumps(list(names[:_MAX_NAMES])).encode(), mode=0o600)


def shown_names(paths: Paths, target: str, kind: str) -> list[tuple[str, str]]:
    """Return the names of a kind that were shown last, with a few words about each."""
    file = _file(paths, target, kind)
    try:
        if file is None:
            return []
        stored = json.loads(read_regular(file, _MAX_BYTES).data)
    except (OSError, ValueError, RecursionError):
        return []
    rows = stored if isinstance(stored, list) else []
    return [(row[0], row[1]) for row in rows if _is_pair(row)]


def _is_pair(row: object) -> bool:
    return isinstance(row, list) and len(row) == 2 and all(isinstance(text, str) for text in row)


def _file(paths: Paths, target: str, kind: str) -> Path | None:
    return None if paths.cache is None else paths.cache / "names" / f"{urllib.parse.quote(target, safe='')}-{kind}.json"
