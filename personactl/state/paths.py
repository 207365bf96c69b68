"""Where personactl keeps what is its own: four folders, by the platform's convention or below `PERSONACTL_HOME`.

Nothing is created here: a folder is made by the first write into it, never by a read.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Paths(NamedTuple):
    """Absolute folders; each may be absent, and on macOS some of them are the same folder."""

    config: Path
    data: Path
    state: Path
    cache: Path

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Paths":
        """`PERSONACTL_HOME` when it is set and not empty, else the platform's folders.

        The platform's folders come from platformdirs, which reads `HOME` and `XDG_*` of the process itself.
        """
        home = env.get("PERSONACTL_HOME")
        if home:
            root = Path(home).absolute()
            return cls(root / "config", root / "data", root / "state", root / "cache")
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("personactl", appauthor=False)
        return cls(dirs.user_config_path, dirs.user_data_path, dirs.user_state_path, dirs.user_cache_path)
