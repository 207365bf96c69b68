"""Looks for a text with a certain fingerprint in the git history of the files that define a resource.

libgit2 reads the repository. It runs no hook, filter, pager or other command, whatever the configuration of the
repository says, and fetches nothing. The search is bounded, so that a large repository cannot hold up a command.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from personactl.document.node import to_json
from personactl.document.parser import parse
from personactl.files.folder_walk import FolderWalk
from personactl.files.git_ignores import git_folder, shared_git_folder
from personactl.files.regular_file import read_regular
from personactl.files.repository import real_path
from personactl.fingerprint import value_fingerprint
from personactl.json_value import JsonValue
from personactl.persona.read.ignore_comments import without_ignore_comments
from personactl.state.persona_files import SUFFIXES

if TYPE_CHECKING:
    import pygit2

_MOST_COMMITS: Final = 5000
_MOST_VERSIONS: Final = 400
"""Versions of files that are read."""
_LARGEST: Final = 2 * 1024 * 1024
"""Bytes of a version; a larger one is skipped."""
_YAML: Final = tuple(SUFFIXES)
_PROMPT_FILE: Final = re.compile(r"[^\s:]+\.\w+")


def text_in_history(files: Iterable[Path], print: str) -> str | None:
    """Return the text with the fingerprint `print` from an older version of one of `files`, or None.

    files: absolute paths. A prompt file that an older version of a YAML file names is looked into as well.
    """
    import pygit2

    paths = [Path(real_path(file)) for file in files]
    worktree = _readable_worktree(paths[0].parent) if paths else None
    if worktree is None:
        return None
    try:
        # Its purpose is to protect from commands in another user's configuration, and none is run here.
        pygit2.option(pygit2.enums.Option.SET_OWNER_VALIDATION, 0)
        repository = pygit2.Repository(str(worktree))
        if repository.is_bare:
            return None
        top = Path(real_path(repository.workdir))
        names = [path.relative_to(top).as_posix() for path in paths if path.is_relative_to(top)]
        return next((text for text in _texts(repository, names) if value_fingerprint(text) == print), None)
    except (pygit2.GitError, KeyError, ValueError, OSError):  # a damaged repository has no history
        return None


def _readable_worktree(start: Path) -> Path | None:
    """Return the root of the repository around `start`, or None if libgit2 could hang in it or read outside of it.

    A repository that was not cloned but unpacked may have pipes in the place of files, and take objects and settings
    from other folders.
    """
    top = next((folder for folder in (start, *start.parents) if os.path.lexists(folder / ".git")), None)
    if top is None:
        return None
    own = git_folder(top / ".git")
    shared = shared_git_folder(top / ".git")
    try:
        settings = read_regular(shared / "config").data.lower()
        plain = all(_has_only_files(folder) for folder in {own, shared})
    except (OSError, ValueError):  # also for a file `.git` that names a path with a NUL
        return None
    borrows = os.path.lexists(shared / "objects" / "info" / "alternates")
    return None if borrows or not plain or b"[include" in settings else top


def _has_only_files(folder: Path) -> bool:
    """Raises `OSError`, also for a folder beyond the limits of a walk."""
    found, waiting = FolderWalk(), [(folder, 0)]
    while waiting:
        place, depth = waiting.pop()
        for entry in found.entries(place, depth):
            if entry.is_dir(follow_symlinks=False):
                waiting.append((place / entry.name, depth + 1))
            elif not entry.is_file():
                return False
    return True


def _texts(repository: "pygit2.Repository", names: list[str]) -> Iterator[str]:
    """All texts in the versions of the files `names`, newest first."""
    watched = dict.fromkeys(names)
    seen: set[tuple[str, str]] = set()
    for commit in _commits(repository):
        waiting = list(watched)
        while waiting:
            name = waiting.pop(0)
            blob = _blob(repository, commit, name)
            if blob is None or (name, str(blob.id)) in seen:
                continue
            seen.add((name, str(blob.id)))
            if len(seen) > _MOST_VERSIONS:
                return
            _, size = repository.odb.read_header(blob.id)  # before it is decompressed
            if size > _LARGEST:
                continue
            for text in _texts_of(name, blob.data):
                yield text
                named = _named_file(name, text)
                if named is not None and named not in watched:
                    watched[named] = None
                    waiting.append(named)


def _commits(repository: "pygit2.Repository") -> Iterator["pygit2.Commit"]:
    """The newest commits of all branches."""
    import pygit2

    walker = repository.walk(None, pygit2.enums.SortMode.TIME)
    for name in ("HEAD", *repository.branches):
        try:
            walker.push(repository.revparse_single(name).peel(pygit2.Commit).id)
        except (pygit2.GitError, KeyError, ValueError):
            continue  # an unborn or damaged branch
    for number, commit in enumerate(walker):
        if number == _MOST_COMMITS:
            return
        yield commit


def _blob(repository: "pygit2.Repository", commit: "pygit2.Commit", name: str) -> "pygit2.Blob | None":
    import pygit2

    identifier, place = commit.tree_id, None
    try:
        for part in name.split("/"):
            if repository.odb.read_header(identifier)[1] > _LARGEST:  # before it is decompressed
                return None
            place = repository[identifier].peel(pygit2.Tree)[part]
            identifier = place.id
    except (KeyError, ValueError, pygit2.GitError):
        return None
    return place if isinstance(place, pygit2.Blob) else None


def _texts_of(name: str, data: bytes) -> Iterator[str]:
    """The text of a prompt file as it is read, or all texts in a YAML file."""
    text = data.decode("utf-8", "replace")
    if not name.endswith(_YAML):
        yield without_ignore_comments(text.removeprefix("\ufeff")).replace("\r\n", "\n").replace("\r", "\n").rstrip()
        return
    document = parse(text, Path(name))
    if document.root is not None:
        yield from _scalars(to_json(document.root))


def _scalars(value: JsonValue) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _scalars(item)
        case dict():
            for item in value.values():
                yield from _scalars(item)
        case _:
            pass


def _named_file(name: str, text: str) -> str | None:
    """The file that a YAML file may mean with `text`, relative to the top of the repository."""
    if not name.endswith(_YAML) or not _PROMPT_FILE.fullmatch(text):
        return None
    path = os.path.normpath(PurePosixPath(name).parent / text)
    return None if path.startswith(("..", os.sep)) else path.replace(os.sep, "/")
