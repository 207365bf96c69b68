"""The commands that hints name, written so that they go to the project and the target of the run that gives them."""

import os
from contextvars import ContextVar
from pathlib import Path

_folder: ContextVar[str | None] = ContextVar("folder", default=None)
"""The folder that hints name with `-C`; None if a command that is typed where the user is finds the project itself.

This is a context and not an argument, because hints are written in every room, and one run has one project.
"""


_WITHOUT_PROJECT = frozenset({"rule", "schema", "engine", "version"})


_target: ContextVar[str | None] = ContextVar("target", default=None)
"""The target of the run, once it is known."""


def hints_go_to(target: str) -> None:
    """Let the hints of this run go to a target, which is given by its name."""
    _target.set(target)


def run_hint(command: str, *arguments: str) -> str:
    """The text of a command for the target of this run, where the caller does not know it; see `command_hint`."""
    return command_hint(command, *arguments, profile=_target.get())


def hints_name_folder(project: Path, cwd: Path) -> None:
    """Let the hints of this run name the project's folder, because it is not the project around `cwd`."""
    _folder.set(os.path.normpath(Path(_folder.get() or "", os.path.relpath(project, cwd))))


def hints_start_in(folder: Path) -> None:
    """Let the hints of this run name a folder as it was typed after `-C`."""
    _folder.set(os.path.normpath(Path(_folder.get() or "", folder)))


def command_hint(command: str, *arguments: str, profile: str | None) -> str:
    """The text of a command that a user can copy, such as `personactl push --only tool/hours --profile staging`.

    command: the subcommand, such as `push` or `avatar list`.
    arguments: what follows it; each is quoted for a shell if that is needed.
    profile: the name of the run's target, or None if it is not known.

    The rule: a command that goes to one target carries `--profile` whenever the target is known, even if it is the one
    that a bare command would use now. The environment or `auth use` may point somewhere else when the user types it.
    The arguments of `promote FROM TO` name the targets, so its `profile` is None. `-C` names the project of the run if
    the user is not in it.
    """
    from shlex import quote  # late, as all that few runs need

    folder = _folder.get()
    place = [] if folder is None or command.split()[0] in _WITHOUT_PROJECT else ["-C", quote(folder)]
    words = ["personactl", *place, *command.split(), *map(quote, arguments)]
    if profile is not None:
        words += ["--profile", quote(profile)]
    return " ".join(words)
