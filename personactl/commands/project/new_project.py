"""A new project: an example persona, settings, schemas for editors, a pre-commit hook and a CI workflow.

At the root of a repository, or in a folder of one.
"""

import json
import os
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from personactl import __version__
from personactl.errors import UsageError

Ci: TypeAlias = Literal["github", "gitlab", "none"]

_SETTINGS: Final = "personactl.yaml"
_EXAMPLE: Final = ("personas/nora.yaml", "personas/prompts/nora.md")
_SCHEMAS: Final = ".personactl/schemas"
_NO_ADDRESS: Final = "git+https://git.example.com/PUT-YOUR-ADDRESS-HERE/personactl"


class ProjectOptions(Struct, frozen=True):
    """What a new project has besides its settings and schemas.

    ci: the CI system that a workflow is written for.
    pre_commit: a pre-commit configuration.
    example: an example persona with its prompt.
    """

    ci: Ci = "github"
    pre_commit: bool = True
    example: bool = True


class NewProject(Struct, frozen=True):
    """The files of a new project.

    files: their paths, in the order in which they were written.
    address_missing_in: the CI file that still needs the address to install personactl from; None if it has one.
    steps: what remains for the user to do in files of the repository that exist already, a sentence each.
    """

    files: tuple[Path, ...]
    address_missing_in: Path | None
    steps: tuple[str, ...]


def make_project(folder: Path, options: ProjectOptions) -> NewProject:
    """Write the files of a new project, all or none.

    folder: the project's folder, which is created if it does not exist. CI and pre-commit read their files at the root
        of the repository around it, so they are written there, unless they exist.

    Raises `UsageError` if one of the project's own files already exists, and `StorageError` if one cannot be written.
    """
    from personactl.commands.project.repository_files import repository_files, repository_of, template
    from personactl.files.file_writes import create_files

    repository = repository_of(folder)
    below = os.path.relpath(folder, repository)
    own = {name: template(name) for name in (_SETTINGS, *(_EXAMPLE if options.example else ()))}
    address = requirement()
    shared = repository_files(repository, below, options.ci, address or _NO_ADDRESS, pre_commit=options.pre_commit)
    texts = {os.path.normpath(f"{below}/{name}"): text for name, text in own.items()}
    texts |= shared.files
    texts |= {os.path.normpath(f"{below}/{name}"): text for name, text in _schemas().items()}
    create_files(repository, {name: text.encode() for name, text in texts.items()})
    shown = [_shown(name, folder, repository, below) for name in texts]
    lacking = None if address or shared.ci_file is None else _shown(shared.ci_file, folder, repository, below)
    return NewProject(tuple(shown), lacking, shared.steps)


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write the schemas of the project around `folder` anew, and return their paths.

    Raises `UsageError` if there is no project, and `StorageError`.
    """
    from personactl.files.file_writes import write_in_repository
    from personactl.state.project import project_root

    start = Path(os.path.abspath(folder))  # noqa: PTH100 - a link keeps its name, as for every command
    root = project_root(start)
    if root is None:
        raise UsageError(
            "there is no project here whose schemas could be written anew",
            where=str(start),
            hint="go to a project, or make one: personactl init",
        )
    texts = {root / name: text for name, text in _schemas().items()}
    for path, text in texts.items():
        write_in_repository(path, text.encode(), root)
    return tuple(folder / os.path.relpath(path, start) for path in texts)


def _shown(name: str, folder: Path, repository: Path, below: str) -> Path:
    """Return the path of a file in the form in which the user named the folder."""
    inside = os.path.relpath(name, below)
    return Path(os.path.relpath(repository / name)) if inside.startswith("..") else folder / inside


def requirement() -> str | None:
    """Return what another machine gives to pip or pipx to install this personactl.

    It is the Git commit that this was installed from, or this version if it came from a package index. None if no other
    machine can install it from there, for example from a folder of this machine.
    """
    try:
        return as_requirement(distribution("personactl").read_text("direct_url.json"))
    except PackageNotFoundError:
        return None


def as_requirement(origin: str | None) -> str | None:
    """Return the requirement for the origin of an installed package.

    origin: the text of `direct_url.json`, where installers record the origin (PEP 610); None for a package from a
        package index, for which they write no such file.
    """
    if origin is None:
        return f"personactl=={__version__}"
    match json.loads(origin):
        case {"url": str(url), "vcs_info": {"vcs": "git", "commit_id": str(commit)}} if (
            url.startswith("https://") and "@" not in url
        ):
            return f"personactl @ git+{url}@{commit}"
        case _:
            return None


def _schemas() -> dict[str, str]:
    """Return the schemas that the modelines of the example name, so that an editor needs no network."""
    from personactl.commands.project.json_schemas import SCHEMA_KINDS, json_schema

    return {
        f"{_SCHEMAS}/{kind}.json": json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"
        for kind in SCHEMA_KINDS
    }
