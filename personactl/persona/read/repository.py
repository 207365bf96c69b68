"""Links: which are followed, and the name of what they lead to.

The rule of all commands: a link that stays within the repository is followed, and its file is named where it really
lies; a link that leaves the repository is a problem of that file. The repository is the nearest folder with `.git`
around the project, or the project itself.
"""

import os
from functools import lru_cache
from pathlib import Path

_MARKS = (".git", "personactl.yaml", "personas")


def repository(root: Path) -> str:
    """Return the real path of the repository around `root`: the folder of a project, or one inside it."""
    folders = (root, *root.parents) if root.is_absolute() else _above(root)
    for name in _MARKS:
        for folder in folders:
            if os.path.lexists(folder / name):
                return os.path.realpath(folder)
    return os.path.realpath(root)


def is_inside(path: str, repository: str) -> bool:
    """Return whether a real path is the repository's folder or below it."""
    return path == repository or path.startswith(repository.rstrip(os.sep) + os.sep)


def leaves_repository(path: Path, root: Path) -> bool:
    """Return whether the links of a path in the project at `root` lead out of the repository."""
    return _is_below(path, root) and not is_inside(os.path.realpath(path), repository(root))


def real_name(path: Path, root: Path) -> Path:
    """Return the name of the file where it really lies, relative if `path` is; `path` itself if it has no links.

    root: the folder of the project. Links above it do not change the name.
    """
    if not is_linked(path, root):
        return path
    real = os.path.realpath(path)
    if not os.path.lexists(real) or not is_inside(real, repository(root)):
        return path
    if path.is_absolute():
        return Path(os.path.normpath(root / os.path.relpath(real, os.path.realpath(root))))
    return Path(os.path.relpath(real, os.path.realpath(os.curdir)))


def real_folder(path: Path) -> Path:
    """Return the folder where references in the file at `path` start: that of the real file, if `path` is a link."""
    return Path(os.path.realpath(path)).parent if path.is_symlink() else path.parent


def is_linked(path: Path, root: Path) -> bool:
    """Return whether `path` or a folder of the project above it is a link."""
    return os.path.islink(path) or _is_linked_folder(path.parent, root)  # noqa: PTH114 - there may be very many


@lru_cache(maxsize=4096)
def _is_linked_folder(folder: Path, root: Path) -> bool:
    below = os.path.relpath(folder, root)
    return os.path.realpath(folder) != os.path.normpath(Path(os.path.realpath(root), below))


def _is_below(path: Path, root: Path) -> bool:
    return not os.path.relpath(path, root).startswith(os.pardir + os.sep)


def _above(folder: Path) -> tuple[Path, ...]:
    absolute = Path(os.path.realpath(folder))
    return (absolute, *absolute.parents)
