"""Refuses a project that another user of the machine wrote, as git does with a repository (`safe.directory`).

A project is looked for in the folders above, so anybody who can write one of them, such as `/tmp`, could otherwise put
settings in the way of others. What root wrote is accepted, because root can change everything anyway, and for
`sudo` also what its user wrote. Everything else needs the consent of the user:

    PERSONACTL_SAFE_DIRECTORIES    folders, separated as in PATH, with all that lies below them; `*` for any
    git's `safe.directory`         of the user's and the machine's configuration, never of a repository
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from personactl.errors import UsageError
from personactl.files.repository import is_inside, real_path

VARIABLE: Final = "PERSONACTL_SAFE_DIRECTORIES"
_ROOT: Final = 0
_TIMEOUT_S: Final = 10


def refuse_foreign(folder: Path, file: Path) -> None:
    """Raise `UsageError` if another user owns `folder`, or `file` in it, or what a link `file` leads to.

    Nothing else is read of the environment and of git's configuration where the user owns all of them.
    """
    foreign = next((path for path, owner in _owners(folder, file) if owner not in _accepted()), None)
    if foreign is None or _is_safe(real_path(folder)):
        return
    from shlex import quote  # late, as all that few runs need

    name = quote(real_path(folder))
    raise UsageError(
        f"another user of this machine owns {foreign.name or foreign}, so this project is not used",
        where=f"{foreign} (owner {_name(foreign)}, you are {_user(os.geteuid())})",
        hint=f"if you trust it: git config --global --add safe.directory {name}; in CI: {VARIABLE}={name}",
    )


def _owners(folder: Path, file: Path) -> Iterator[tuple[Path, int]]:
    """Yield paths with the user ids of their owners; none on a system without them."""
    if not hasattr(os, "geteuid"):
        return
    for path, follow in ((folder, True), (file, False), (file, True)):
        try:
            yield path, os.stat(path, follow_symlinks=follow).st_uid  # noqa: PTH116 - for each folder with files
        except OSError:
            continue  # a broken link, which its reader reports


def _accepted() -> tuple[int, ...]:
    """The user, root, and the user who called `sudo`. The environment is asked only where it decides."""
    user = os.geteuid()
    sudo = os.environ.get("SUDO_UID", "") if user == _ROOT else ""
    return (user, _ROOT, int(sudo)) if sudo.isascii() and sudo.isdecimal() else (user, _ROOT)


def _is_safe(folder: str) -> bool:
    named = [entry for entry in os.environ.get(VARIABLE, "").split(os.pathsep) if entry]
    return any(_covers(entry, folder) for entry in named) or any(_covers(entry, folder) for entry in _safe_for_git())


def _covers(entry: str, folder: str) -> bool:
    if entry == "*":
        return True
    path = entry.removesuffix("/*")
    return os.path.isabs(path) and is_inside(folder, real_path(path))  # noqa: PTH117 - a text


def _safe_for_git() -> list[str]:
    """Return the folders of `safe.directory`; an empty entry takes back those before it."""
    import subprocess

    env = {**os.environ, "GIT_DIR": os.devnull}  # so that no repository has a say
    command = ["git", "config", "--type=path", "-z", "--get-all", "safe.directory"]
    try:
        run = subprocess.run(command, env=env, cwd="/", capture_output=True, timeout=_TIMEOUT_S, check=False)
    except (OSError, subprocess.SubprocessError):
        return []
    entries = [os.fsdecode(entry) for entry in run.stdout.split(b"\0")[:-1]]
    last_empty = max((number for number, entry in enumerate(entries) if not entry), default=-1)
    return entries[last_empty + 1 :]


def _name(path: Path) -> str:
    found = path.stat() if path.exists() else path.lstat()
    return _user(found.st_uid)


def _user(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
