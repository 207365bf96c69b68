"""The files of a new project that CI systems and pre-commit read at the root of the repository."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Final

from msgspec import Struct

from personactl.files.regular_file import read_regular

_PRE_COMMIT: Final = ".pre-commit-config.yaml"
_GITLAB: Final = ".gitlab-ci.yml"


class RepositoryFiles(Struct, frozen=True):
    """What is to be written at the root of the repository.

    files: texts by their paths below the root.
    ci_file: the one of them that a CI system reads; None without one.
    steps: what the user has to do in files that exist already, a sentence each.
    """

    files: dict[str, str]
    ci_file: str | None
    steps: tuple[str, ...]


def repository_of(folder: Path) -> Path:
    """Return the root of the repository around `folder`, which may not exist; `folder` itself without a repository."""
    start = folder.absolute()
    return next((one for one in (start, *start.parents) if os.path.lexists(one / ".git")), start)


def usual_ci(folder: Path) -> str:
    """Return the CI system that the repository around `folder` probably uses: "gitlab" or "github"."""
    root = repository_of(folder)
    if (root / _GITLAB).exists():
        return "gitlab"
    try:
        remotes = read_regular(root / ".git" / "config").data.decode("utf-8", "replace")
    except OSError:
        return "github"
    return "gitlab" if "gitlab" in remotes else "github"


def repository_files(root: Path, below: str, ci: str, address: str, *, pre_commit: bool) -> RepositoryFiles:
    """Return the files for a project in the folder `below` the root of a repository.

    ci: "github", "gitlab" or "none".
    address: what the CI system installs personactl from.
    pre_commit: also a pre-commit configuration.
    """
    files: dict[str, str] = {}
    steps: list[str] = []
    ci_file = None
    if pre_commit:
        _add_pre_commit(root, below, files, steps)
    if ci == "github":
        ci_file = f".github/workflows/personas{_suffix(below)}.yml"
        files[ci_file] = _github(below, address)
    elif ci == "gitlab":
        ci_file = _add_gitlab(root, below, address, files, steps)
    return RepositoryFiles(files, ci_file, tuple(steps))


def template(name: str) -> str:
    """Return the text of a file that new projects have."""
    from importlib.resources import files

    return files("personactl.commands.project").joinpath("new_project_files", name).read_text(encoding="utf-8")


def _add_pre_commit(root: Path, below: str, files: dict[str, str], steps: list[str]) -> None:
    text = template(_PRE_COMMIT)
    if below != ".":
        text = _filled(text, {"personactl validate --tracked": f"personactl -C {quote(below)} validate --tracked"})
    if os.path.lexists(root / _PRE_COMMIT):
        hook = text[text.index("  - repo: local") :]
        steps.append(f"{_PRE_COMMIT} exists already; add this to its repos:\n{hook.rstrip()}")
    else:
        files[_PRE_COMMIT] = text


def _github(below: str, address: str) -> str:
    text = _filled(template(".github/workflows/personas.yml"), {"WHAT-TO-INSTALL": address})
    if below == ".":
        return text
    literal = below.replace("${{", "${{ '${{' }}")  # else it would begin an expression
    place = f"defaults:\n  run:\n    working-directory: {_yaml(literal)}\n"
    return text.replace("jobs:\n", f"{place}jobs:\n", 1).replace(
        "concurrency: personas-production", f"concurrency: personas{_suffix(below)}-production"
    )


def _add_gitlab(root: Path, below: str, address: str, files: dict[str, str], steps: list[str]) -> str:
    lock = os.path.normpath(f"{below}/personactl.lock")
    values = {"WHAT-TO-INSTALL": address, "cd PROJECT-FOLDER": f"cd -- {quote(below)}", "PROJECT-LOCK": lock}
    text = _filled(template(_GITLAB), values)
    if below != ".":
        suffix = _suffix(below)
        text = text.replace("resource_group: personas-production", f"resource_group: personas{suffix}-production")
    if not os.path.lexists(root / _GITLAB):
        files[_GITLAB] = text
        return _GITLAB
    path = f".gitlab/personas{_suffix(below)}.gitlab-ci.yml"
    files[path] = text
    steps.append(f"{_GITLAB} exists already; add to it:\ninclude:\n  - local: {path}")
    return path


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Return a template with other texts instead of its plain YAML values, by these values."""
    for plain, value in values.items():
        text = text.replace(plain, _yaml(value))
    return text


def _yaml(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _suffix(below: str) -> str:
    """Return what tells the files of several projects in one repository apart."""
    words = [word for word in "".join(c if c.isalnum() else " " for c in below).split() if word]
    return "".join(f"-{word}" for word in words)
