"""The files that git tracks, as its index has them: those of the next commit, without files that were never added."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from personactl.errors import UsageError
from personactl.files.repository import real_path
from personactl.state.machine.child_environment import without_secrets

_NO_COMMANDS: Final = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
"""The settings of a repository can name programs. None of them is run."""
_TIMEOUT_S: Final = 120.0
"""Git waits without end for a pipe in the place of its index or of a file that its settings include."""


def tracked_files(folder: Path, env: Mapping[str, str]) -> frozenset[str]:
    """Return the absolute paths of the tracked files below `folder`. Links in the path of the folder are resolved.

    env: the environment of the run. Git's variables in it apply, so that a hook sees the index of its commit.

    Raises `UsageError` if the folder is not in
    a repository, and if git is not installed.
    """
    git, root = shutil.which("git", path=env.get("PATH")), real_path(folder)
    if git is None:
        raise UsageError("git is not installed", where="--tracked", hint="leave --tracked out, or install git")
    try:
        command = [git, *_NO_COMMANDS, "ls-files", "-z", "--", "."]
        listed = subprocess.run(
            command, cwd=root, env=_own_variables(env), capture_output=True, check=True, timeout=_TIMEOUT_S
        )
    except subprocess.TimeoutExpired as error:
        raise UsageError(
            f"git does not tell within {_TIMEOUT_S:.0f} seconds which files it tracks",
            where=root,
            hint="leave --tracked out, or run 'git ls-files' there to see what it waits for",
        ) from error
    except subprocess.CalledProcessError as error:
        words = os.fsdecode(error.stderr).strip().splitlines()
        raise UsageError(
            "git does not tell which files it tracks",
            where=f"{root}: {words[-1] if words else 'no message'}",
            hint="leave --tracked out, or run the command in a git repository",
        ) from error
    return frozenset(os.path.join(root, os.fsdecode(name)) for name in listed.stdout.split(b"\0") if name)  # noqa: PTH118


def _own_variables(env: Mapping[str, str]) -> dict[str, str]:
    """Return `env` without a `GIT_DIR` that would make git take any current folder for the top of the repository.

    Git sets it alone for the hooks of a linked worktree, which run at the top; the folder of a project may be below.
    """
    left_out = {"GIT_DIR"} if "GIT_WORK_TREE" not in env else set()
    return {name: value for name, value in without_secrets(env).items() if name not in left_out}
