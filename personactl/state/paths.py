"""personactl's own four folders: by the convention of the operating system, or below `PERSONACTL_HOME`.

Nothing is created here: the first write into a folder creates it, never a read.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Paths(NamedTuple):
    """Absolute folders. Each may be missing, and on macOS some of them are the same folder."""

    config: Path
    data: Path
    state: Path
    cache: Path

    @classmethod
    def from_environment(cls, env: Mapping[str, str], cwd: Path) -> "Paths":
        """Return the folders below `PERSONACTL_HOME` if it is set and not empty, else the operating system's.

        cwd: the folder where a relative `PERSONACTL_HOME` starts, absolute.

        platformdirs supplies the latter; it reads `HOME` and `XDG_*` of the process itself.
        """
        home = env.get("PERSONACTL_HOME")
        if home:
            root = Path(os.path.normpath(cwd / home))
            return cls(root / "config", root / "data", root / "state", root / "cache")
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("personactl", appauthor=False)
        return cls(dirs.user_config_path, dirs.user_data_path, dirs.user_state_path, dirs.user_cache_path)


def path_slug(path: Path) -> str:
    """Return a readable and unique file name for `path`: its last part and a digest of the whole.

    The path is taken as it is written; a caller that wants one name for all spellings resolves it first.
    """
    from hashlib import sha256

    return f"{path.name or 'root'}-{sha256(os.fsencode(path)).hexdigest()[:12]}"
