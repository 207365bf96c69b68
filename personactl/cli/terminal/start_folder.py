"""The option `-C DIR`: a command runs as if it was started in another folder.

It can stand before the command and after it. Several of them add up, as with git.
"""

import contextlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from personactl.errors import UsageError

SHORT: Final = "-C"
LONG: Final = "--directory"

_started_in: ContextVar[Path | None] = ContextVar("started_in", default=None)


def started_in() -> Path:
    """Return the folder that the user is in. Raises `FileNotFoundError` if it was removed."""
    return _started_in.get() or Path.cwd()


@contextlib.contextmanager
def running_in(folders: Sequence[str]) -> Iterator[None]:
    """Change to each of `folders` in turn, and back when the block ends. Raises `UsageError` if that is not possible.

    Hints of this run name the folders.
    """
    if not folders:
        yield
        return
    from personactl.command_hint import hints_start_in

    for folder in folders:
        if not folder:
            raise _refused(folder, "the name of the folder is empty")
    with contextlib.ExitStack() as changes:
        try:
            token = _started_in.set(started_in())
            changes.callback(_started_in.reset, token)
            for folder in folders:
                changes.enter_context(contextlib.chdir(folder))
        except OSError as error:
            reason = error.strerror or str(error)
            raise _refused(folder, f"the folder cannot be used: {reason[:1].lower()}{reason[1:]}") from error
        for folder in folders:
            hints_start_in(Path(folder))
        yield


def split_folders(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the folders of the options that stand before the command, and the other arguments.

    An option without its folder is left to the parser, which reports it.
    """
    folders: list[str] = []
    rest = list(arguments)
    while rest:
        first = rest[0]
        if first in {SHORT, LONG} and len(rest) > 1:
            folders.append(rest[1])
            rest = rest[2:]
        elif first.startswith(f"{LONG}="):
            folders.append(first.partition("=")[2])
            rest = rest[1:]
        elif first.startswith(SHORT) and len(first) > len(SHORT):
            folders.append(first.removeprefix(SHORT))
            rest = rest[1:]
        else:
            break
    return folders, rest


def _refused(folder: str, message: str) -> UsageError:
    hint = f"check the path after {SHORT}; it starts in the folder that you are in"
    return UsageError(message, where=f"{SHORT} {folder}", hint=hint)
