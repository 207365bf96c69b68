"""Finds the project of a run from the files that its command line names.

Without files it is the project around the current folder. A run has one project: its settings, its profiles, its lock.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from personactl.command_hint import hints_name_folder
from personactl.commands.context import Context, Environment
from personactl.errors import UsageError
from personactl.files.command_line_files import refuse_leaving_link
from personactl.files.repository import real_path
from personactl.state.persona_files import is_pattern, matching, walk
from personactl.state.project import project_root


def in_project_of(words: Iterable[str], context: Context) -> Context:
    """Return the context of a run in the project of the files that `words` name. See `environment_in_project_of`."""
    return context._replace(environment=environment_in_project_of(words, context.environment))


def environment_in_project_of(words: Iterable[str], environment: Environment) -> Environment:
    """Return the environment of a run in the project of the files that `words` name.

    words: paths, patterns and keys. Keys say nothing about the project.

    Raises `UsageError` for files of two projects.
    """
    start = environment.project_start
    around = project_root(start)
    own = around or start
    found: dict[str, tuple[Path, str]] = {}
    for word in words:
        if around is not None and is_pattern(word) and os.sep not in word:
            continue  # a pattern for keys, or for files here
        for folder in _folders(word, environment.cwd):
            root = project_root(folder) or (own if folder.is_relative_to(own) else folder)
            found.setdefault(real_path(root), (root, word))
    if len(found) > 1:
        (one, first), (other, second) = list(found.values())[:2]
        raise UsageError(
            "these files belong to two projects",
            where=f"{first} ({one}) and {second} ({other})",
            hint="name the files of one project in each call",
        )
    return in_project(next(iter(found.values()))[0], environment) if found else environment


def in_project(root: Path, environment: Environment) -> Environment:
    """Return the environment of a run in the project at `root`, an absolute folder. Its hints name the folder.

    A link to a project is the project: the state of this machine belongs to its real folder, as after `cd`.
    """
    start = environment.project_start
    root = Path(real_path(root))
    if real_path(project_root(start) or start) == str(root):
        return environment
    hints_name_folder(root, environment.cwd)
    return environment._replace(named_project=root)


def _folders(word: str, cwd: Path) -> Iterator[Path]:
    """Yield the folders of the files that a path or a pattern names, each once; or a folder without files.

    A path that does not exist is in the project of the folders above it that exist.
    """
    path = Path(os.path.normpath(cwd / word))
    if not word.strip():
        return
    refuse_leaving_link(path.parent)  # what lies behind it may look like a project
    if is_pattern(word) and not os.path.lexists(path):
        yield from dict.fromkeys(Path(os.path.normpath(file.parent)) for file in matching(Path(word), cwd))
    elif not os.path.lexists(path):
        above = next(folder for folder in path.parents if os.path.lexists(folder))
        yield from [above] if above != cwd and project_root(above) is not None else []
    elif os.path.isdir(path):  # noqa: PTH112 - `Path.is_dir` raises where a folder above may not be searched
        folders = dict.fromkeys(file.parent for file in walk(path))
        yield from folders or [path]
    else:
        yield path.parent
