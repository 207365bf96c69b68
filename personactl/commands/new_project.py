"""A new project: an example persona, settings, editor schemas, a pre-commit hook and a CI workflow."""

import json
from pathlib import Path
from typing import Final

from msgspec import Struct

_PROJECT: Final = ("personactl.yaml", "personas/nora.yaml", "personas/prompts/nora.md")
_PRE_COMMIT: Final = ".pre-commit-config.yaml"
WORKFLOW: Final = ".github/workflows/personas.yml"
_SCHEMAS: Final = ".personactl/schemas"
_NO_ADDRESS: Final = "git+https://git.example.com/PUT-YOUR-ADDRESS-HERE/personactl"


class NewProject(Struct, frozen=True):
    """What was made.

    files: the paths, in the order in which they were written.
    workflow_lacks_address: the workflow does not know yet where to install personactl from.
    """

    files: tuple[Path, ...]
    workflow_lacks_address: bool


def make_project(folder: Path, *, workflow: bool, pre_commit: bool) -> NewProject:
    """Write the files of a new project into `folder`, all or none.

    Raises `UsageError` if one of the files is there already, and `StorageError`.
    """
    from personactl.commands.installation import requirement
    from personactl.state.new_files import create_files

    texts = {name: _template(name) for name in _PROJECT}
    address = requirement() if workflow else None
    if pre_commit:
        texts[_PRE_COMMIT] = _template(_PRE_COMMIT)
    if workflow:
        texts[WORKFLOW] = _template(WORKFLOW).replace("WHAT-TO-INSTALL", json.dumps(address or _NO_ADDRESS))
    made = create_files(folder, {name: text.encode() for name, text in {**texts, **_schemas()}.items()})
    return NewProject(tuple(made), workflow_lacks_address=workflow and address is None)


def _template(name: str) -> str:
    from importlib.resources import files

    return files("personactl.commands").joinpath("new_project_files", name).read_text(encoding="utf-8")


def _schemas() -> dict[str, str]:
    """The schemas that the modelines of the example name, so that an editor needs no network."""
    from personactl.commands.json_schemas import SCHEMA_KINDS, json_schema

    return {
        f"{_SCHEMAS}/{kind}.json": json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"
        for kind in SCHEMA_KINDS
    }
