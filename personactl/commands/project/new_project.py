"""A new project: an example persona, settings, schemas for editors, a pre-commit hook and a CI workflow."""

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from msgspec import Struct

from personactl import __version__

_PROJECT: Final = ("personactl.yaml", "personas/nora.yaml", "personas/prompts/nora.md")
_PRE_COMMIT: Final = ".pre-commit-config.yaml"
WORKFLOW: Final = ".github/workflows/personas.yml"
_SCHEMAS: Final = ".personactl/schemas"
_NO_ADDRESS: Final = "git+https://git.example.com/PUT-YOUR-ADDRESS-HERE/personactl"


class NewProject(Struct, frozen=True):
    """The files of a new project.

    files: their paths, in the order in which they were written.
    workflow_lacks_address: the workflow still needs the address to install personactl from.
    """

    files: tuple[Path, ...]
    workflow_lacks_address: bool


def make_project(folder: Path, *, workflow: bool, pre_commit: bool) -> NewProject:
    """Write the files of a new project, all or none.

    folder: the project's folder, which is created if it does not exist.
    workflow: also write a GitHub workflow.
    pre_commit: also write a pre-commit configuration.

    Raises `UsageError` if one of the files already exists, and `StorageError` if one cannot be written.
    """
    from personactl.state.file_writes import create_files

    texts = {name: _template(name) for name in _PROJECT}
    address = requirement() if workflow else None
    if pre_commit:
        texts[_PRE_COMMIT] = _template(_PRE_COMMIT)
    if workflow:
        texts[WORKFLOW] = _template(WORKFLOW).replace("WHAT-TO-INSTALL", json.dumps(address or _NO_ADDRESS))
    made = create_files(folder, {name: text.encode() for name, text in {**texts, **_schemas()}.items()})
    return NewProject(tuple(made), workflow_lacks_address=workflow and address is None)


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


def _template(name: str) -> str:
    from importlib.resources import files

    return files("personactl.commands.project").joinpath("new_project_files", name).read_text(encoding="utf-8")


def _schemas() -> dict[str, str]:
    """Return the schemas that the modelines of the example name, so that an editor needs no network."""
    from personactl.commands.project.json_schemas import SCHEMA_KINDS, json_schema

    return {
        f"{_SCHEMAS}/{kind}.json": json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"
        for kind in SCHEMA_KINDS
    }
