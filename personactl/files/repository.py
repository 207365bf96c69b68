"""Links: which are followed, and the name of what they lead to.

The rule of all commands: a link that stays within the repository is followed, and its file is named where it really
lies; a link that leaves the repository is a problem of that file. The repository is the nearest folder with `.git`
around the project, or the project itself.
"""

import os
from functools import lru_cache
from pathlib import Path

_MARKS = (".git", "personactl.yaml", "personas")
_LONGEST_PATH = 32_767
"""Characters; Linux opens no path of more than 4,096 bytes, and Windows none of more than 32,767 characters."""


def real_path(path: str | Path) -> str:
    """Return the absolute path with all links resolved; a chain of links that no system follows stays unresolved.

    So does a path that is too long for any system, after `..` in it is taken by name: resolving takes a look at each of
    its folders, with the whole path up to there, and nothing can be opened at it.
    """
    if len(os.fspath(path)) > _LONGEST_PATH:
        path = os.path.abspath(path)  # noqa: PTH100 - a text, as below
        if len(path) > _LONGEST_PATH:
            return path
    try:
        return os.path.realpath(path)
    except RecursionError:  # Python follows a chain of links by recursion, and a system gives up after some forty
        if os.path.exists(path):  # noqa: PTH110 - never raises
            raise
        return os.path.abspath(path)  # noqa: PTH100 - a text, as above


def repository(root: Path) -> str:
    """Return the real path of the repository around `root`: the folder of a project, or one inside it."""
    return enclosing_repository(root) or real_path(root)


def enclosing_repository(folder: Path) -> str | None:
    """Return the real path of the repository around `folder`, or None if no folder around it is one or a project."""
    folders = (folder, *folder.parents) if folder.is_absolute() else _above(folder)
    for name in _MARKS:
        for one in folders:
            if os.path.lexists(one / name):
                return real_path(one)
    return None


def is_inside(path: str, repository: str) -> bool:
    """Return whether a real path is the repository's folder or below it."""
    return path == repository or path.startswith(repository.rstrip(os.sep) + os.sep)


def leaves_repository(path: Path, root: Path) -> bool:
    """Return whether the links of a path in the project at `root` lead out of the repository."""
    return _is_below(path, root) and not is_inside(real_path(path), repository(root))


def leaving_link(path: Path) -> Path | None:
    """Return the first link in `path` that leads out of the repository around the folder that it lies in, or None.

    What lies behind such a link is none of the repository's files, even if it looks like a project of its own.
    path: any path; `..` in it means the folder above by name, as in a shell.
    """
    whole = Path(os.path.normpath(Path.cwd() / path))
    folder_link = _leaving_folder(str(whole.parent))
    if folder_link is not None:
        return Path(folder_link)
    return whole if os.path.islink(whole) and _leaves_its_repository(whole) else None  # noqa: PTH114 - very many


@lru_cache(maxsize=4096)
def _leaving_folder(folder: str) -> str | None:
    if real_path(folder) == folder:
        return None
    path = Path(folder)
    links = (one for one in reversed((path, *path.parents)) if one.is_symlink())
    return next((str(link) for link in links if _leaves_its_repository(link)), None)


def _leaves_its_repository(link: Path) -> bool:
    around = enclosing_repository(link.parent)
    return around is not None and not is_inside(real_path(link), around)


def forget_links() -> None:
    """Look at links anew; a process that runs long calls this before each piece of work."""
    _is_linked_folder.cache_clear()
    _leaving_folder.cache_clear()


def real_name(path: Path, root: Path) -> Path:
    """Return the name of the file where it really lies, relative if `path` is; `path` itself if it has no links.

    root: the folder of the project. Links above it do not change the name.
    """
    if not is_linked(path, root):
        return path
    real = real_path(path)
    if not os.path.lexists(real) or not is_inside(real, repository(root)):
        return path
    if path.is_absolute():
        return Path(os.path.normpath(root / os.path.relpath(real, real_path(root))))
    return Path(os.path.relpath(real, real_path(os.curdir)))


def real_folder(path: Path) -> Path:
    """Return the folder where references in the file at `path` start: that of the real file, if `path` is a link."""
    return Path(real_path(path)).parent if path.is_symlink() else path.parent


def is_linked(path: Path, root: Path) -> bool:
    """Return whether `path` or a folder of the project above it is a link."""
    return os.path.islink(path) or _is_linked_folder(path.parent, root)  # noqa: PTH114 - there may be very many


@lru_cache(maxsize=4096)
def _is_linked_folder(folder: Path, root: Path) -> bool:
    below = os.path.relpath(folder, root)
    return real_path(folder) != os.path.normpath(Path(real_path(root), below))


def _is_below(path: Path, root: Path) -> bool:
    return not os.path.relpath(path, root).startswith(os.pardir + os.sep)


def _above(folder: Path) -> tuple[Path, ...]:
    absolute = Path(real_path(folder))
    return (absolute, *absolute.parents)
