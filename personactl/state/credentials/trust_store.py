"""What the user trusts with `personactl trust`: `trust.json` in personactl's home, which only the user can change.

An address is trusted for all projects. A project is trusted for what it named when the user looked at it, as direnv
does: if its file names another address or another variable later, that is not trusted. A project is known by the real
path of its folder.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct, to_builtins

from personactl.errors import StorageError
from personactl.files.file_writes import storage_error
from personactl.files.repository import real_path
from personactl.state.json_file import checked, parse_json, read_text, write_json
from personactl.state.paths import Paths, needed

Use: TypeAlias = Literal["key", "secret"]

_WAIT_S = 10.0
_OTHERS_WRITE = 0o022


class Trusted(Struct, frozen=True, forbid_unknown_fields=True):
    """One credential that may go to one address.

    use: an API key, or a secret that a file refers to.
    origin: the address, as `normal_origin` returns it, or for a secret as `origin_of_url` does.
    variable: the variable that has it; None for any key.
    project: the real path of the project for which it is trusted; None for all projects.
    """

    use: Use
    origin: str
    variable: str | None = None
    project: str | None = None

    @property
    def order(self) -> tuple[str, str, str, str]:
        """The order in which what is trusted is stored and shown."""
        return (self.use, self.project or "", self.origin, self.variable or "")


class _TrustFile(Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    trusted: tuple[Trusted, ...]


def project_key(root: Path) -> str:
    """Return how the project in the folder `root` is known: a project that is moved is not trusted any more."""
    return real_path(root)


def trust_path(paths: Paths) -> Path:
    return needed(paths.config) / "trust.json"


def read_trust(paths: Paths) -> frozenset[Trusted]:
    """Return what is trusted; nothing without a file.

    Raises `UsageError` for a damaged file, and `StorageError` for one that cannot be read or that others can change.
    """
    if paths.config is None:
        return frozenset()
    path = trust_path(paths)
    text = read_text(path)
    if text is None:
        return frozenset()
    _refuse_open_file(path)
    return frozenset(checked(parse_json(text, path), _TrustFile, path).trusted)


def change_trust(
    paths: Paths, change: Callable[[frozenset[Trusted]], frozenset[Trusted]]
) -> tuple[frozenset[Trusted], frozenset[Trusted]]:
    """Read, change and write back under a lock. Return what was trusted before, and what is now."""
    path = trust_path(paths)
    from personactl.state.process_lock import hold_lock  # late: its library takes 15 ms to load

    with hold_lock(path, state=needed(paths.state), timeout_s=_WAIT_S):
        before = read_trust(paths)
        after = change(before)
        if after != before:
            file = _TrustFile(1, tuple(sorted(after, key=lambda one: one.order)))
            write_json(path, to_builtins(file), mode=0o600)
    return before, after


def _refuse_open_file(path: Path) -> None:
    """Refuse a file in which another user could have written what is trusted."""
    if os.name == "nt":
        return
    try:
        found = path.stat()
    except OSError as error:
        raise storage_error("read", path, error) from error
    if found.st_mode & _OTHERS_WRITE or found.st_uid not in {os.geteuid(), 0}:
        raise StorageError(
            f"another user of this machine can change {path.name}, so nothing in it is trusted",
            where=f"{path} (mode {found.st_mode & 0o777:o})",
            hint=f"look at it, and make it yours alone: chmod 600 '{path}'",
        )
