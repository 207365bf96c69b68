"""The files that git tracks, as its index has them: those of the next commit, without files that were never added."""

import os
import shutil
import subprocess
from pathlib import Path

from personactl.errors import UsageError


def tracked_files(folder: Path) -> frozenset[str]:
    """Return the absolute paths of the tracked files below `folder`. Links in the path of the folder are resolved.

    Git's own variables apply, so that a hook sees the index of its commit. Raises `UsageError` if the folder is not in
    a repository, and if git is not installed.
    """
    git, root = shutil.which("git"), os.path.realpath(folder)
    if git is None:
        raise UsageError("git is not installed", where="--tracked", hint="leave --tracked out, or install git")
    try:
        listed = subprocess.run([git, "ls-files", "-z", "--", "."], cwd=root, capture_output=True, check=True)
    except subprocess.CalledProcessError as error:
        words = os.fsdecode(error.stderr).strip().splitlines()
        raise UsageError(
            "git does not tell which files it tracks",
            where=f"{root}: {words[-1] if words else 'no message'}",
            hint="leave --tracked out, or run the command in a git repository",
        ) from error
    return frozenset(os.path.join(root, os.fsdecode(name)) for name in listed.stdout.split(b"\0") if name)  # noqa: PTH118
