"""personactl's own four folders: by the convention of the operating system, or below `PERSONACTL_HOME`.

Nothing is created here: the first write into a folder creates it, never a read. A folder that another user owns is
refused, and one that other users can enter is closed to them.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personactl.errors import UsageError
from personactl.files.own_files import is_own_folder, refuse_others_folder

if TYPE_CHECKING:
    from platformdirs import PlatformDirs


class Paths(NamedTuple):
    """Absolute folders. Each may be missing, and on macOS some of them are the same folder.

    None is a folder that has no place, because the user has no home folder. Nothing is stored there yet, and `needed`
    is for what has to be stored.
    """

    config: Path | None
    data: Path | None
    state: Path | None
    cache: Path | None

    @classmethod
    def from_environment(cls, env: Mapping[str, str], cwd: Path) -> "Paths":
        """Return the folders below `PERSONACTL_HOME` if it is set and not empty, else the operating system's.

        cwd: the folder where a relative `PERSONACTL_HOME` starts, absolute.

        platformdirs supplies the latter; it reads `HOME` and `XDG_*` of the process itself. Values that are empty or
        relative count as unset, and without `HOME` the user's entry in the password database decides.

        Raises `StorageError` for a folder that another user owns.
        """
        home = env.get("PERSONACTL_HOME")
        if home:
            root = Path(os.path.normpath(cwd / home))
            refuse_others_folder(root, closing=False)
            return cls(root / "config", root / "data", root / "state", root / "cache")._own()
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("personactl", appauthor=False)
        names = ("user_config_path", "user_data_path", "user_state_path", "user_cache_path")
        return cls(*(_placed(dirs, name) for name in names))._own()

    def _own(self) -> "Paths":
        """Return these folders. Those that exist are closed to other users; the cache of another user is not used.

        Raises `StorageError` for any other folder of another user.
        """
        for folder in (self.config, self.data, self.state):
            if folder is not None:
                refuse_others_folder(folder)
        return self if self.cache is None or is_own_folder(self.cache) else self._replace(cache=None)


def needed(folder: Path | None) -> Path:
    """Return a folder of `Paths`. Raises `UsageError` if it has no place."""
    if folder is None:
        raise UsageError(
            "this user has no home folder, and this command stores something there",
            where="HOME is not an absolute path, and the password database has no entry for this user",
            hint="set HOME, or PERSONACTL_HOME, to a folder that this user can write",
        )
    return folder


def _placed(dirs: "PlatformDirs", name: str) -> Path | None:
    try:
        path: Path = getattr(dirs, name)
    except RuntimeError:
        return None
    return path if path.is_absolute() else None


def path_slug(path: Path) -> str:
    """Return a readable and unique file name for `path`: its last part and a digest of the whole.

    The path is taken as it is written; a caller that wants one name for all spellings resolves it first.
    """
    from hashlib import sha256

    return f"{path.name or 'root'}-{sha256(os.fsencode(path)).hexdigest()[:12]}"
