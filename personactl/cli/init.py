"""`personactl init`: a new project that passes every check, to be changed into one's own."""

import json
from pathlib import Path
from typing import Annotated

import typer

from personactl.cli.options import QuietOption

_PROJECT = ("personactl.yaml", "personas/nora.yaml", "personas/prompts/nora.md")
_PRE_COMMIT = ".pre-commit-config.yaml"
_WORKFLOW = ".github/workflows/personas.yml"
_SCHEMAS = ".personactl/schemas"
_NO_ADDRESS = "git+https://git.example.com/PUT-YOUR-ADDRESS-HERE/personactl"

FolderArgument = Annotated[
    Path, typer.Argument(metavar="[DIR]", help="Where to make it; the current folder by default.", show_default=False)
]
NoCiOption = Annotated[bool, typer.Option("--no-ci", help="Leave the GitHub workflow out.")]
NoPreCommitOption = Annotated[bool, typer.Option("--no-pre-commit", help="Leave the pre-commit configuration out.")]


def init(
    folder: FolderArgument = Path(),
    no_ci: NoCiOption = False,
    no_pre_commit: NoPreCommitOption = False,
    quiet: QuietOption = False,
) -> int:
    """Make a new project: an example persona, settings, editor schemas, a pre-commit hook and a CI workflow.

    The files that were made are listed on stdout. Nothing is ever overwritten: if one of the files is there already,
    none is written and the exit status is 2.

    \b
    Examples:
      personactl init
      personactl init my-personas
      personactl init --no-ci --no-pre-commit
    """
    from personactl.cli.installation import requirement
    from personactl.cli.output import Output
    from personactl.state.new_files import create_files

    out = Output(quiet=quiet)
    texts = {name: _template(name) for name in _PROJECT}
    if not no_pre_commit:
        texts[_PRE_COMMIT] = _template(_PRE_COMMIT)
    if not no_ci:
        texts[_WORKFLOW] = _template(_WORKFLOW).replace("WHAT-TO-INSTALL", json.dumps(requirement() or _NO_ADDRESS))
    made = create_files(folder, {name: text.encode() for name, text in {**texts, **_schemas()}.items()})
    out.answer(*(str(path) for path in made))
    if not no_ci and requirement() is None:
        out.note(f"put the address to install personactl from into {_WORKFLOW}: this one came from a folder")
    first = "" if folder == Path() else f"cd {folder}, then "
    out.note(f"next: {first}personactl validate, personactl push and personactl talk nora; no account is needed")
    return 0


def _template(name: str) -> str:
    from importlib.resources import files

    return files("personactl.cli").joinpath("new_project", name).read_text(encoding="utf-8")


def _schemas() -> dict[str, str]:
    """For the modelines, which name them; an editor needs no network then."""
    from personactl.cli.schema import FileKind, schema_of

    return {
        f"{_SCHEMAS}/{kind}.json": json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n" for kind in FileKind
    }
