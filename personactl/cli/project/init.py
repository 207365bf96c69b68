"""`personactl init`: create a project that passes every check, as a start for a project of your own."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.shared_options import QuietOption

if TYPE_CHECKING:
    from personactl.cli.terminal.output import Output
    from personactl.commands.project.new_project import Ci, ProjectOptions


class CiSystem(StrEnum):
    """The CI systems that have a workflow."""

    github = "github"
    gitlab = "gitlab"
    none = "none"


FolderArgument = Annotated[
    Path,
    typer.Argument(
        metavar="[DIR]", help="The folder of the project; the current folder by default.", show_default=False
    ),
]
CiOption = Annotated[
    CiSystem | None,
    typer.Option("--ci", help="The CI system to write a workflow for; by default that of the repository, or github."),
]
PreCommitOption = Annotated[
    bool | None, typer.Option("--pre-commit/--no-pre-commit", help="Whether to write a pre-commit configuration.")
]
ExampleOption = Annotated[
    bool | None, typer.Option("--example/--no-example", help="Whether to write an example persona.")
]
SchemasOption = Annotated[
    bool, typer.Option("--schemas", help="Only write the schemas of an existing project anew, for a new version.")
]
DefaultsOption = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing, and take the defaults.")]


def init(
    folder: FolderArgument = Path(),
    ci: CiOption = None,
    pre_commit: PreCommitOption = None,
    example: ExampleOption = None,
    schemas: SchemasOption = False,
    yes: DefaultsOption = False,
    quiet: QuietOption = False,
) -> int:
    """Create a project: an example persona, settings, schemas for editors, a pre-commit hook and a CI workflow.

    Prints the paths of the new files. On a terminal it asks what was not said by an option. Existing files are never
    overwritten: if one of the project's files exists already, none is written and the exit status is 2. In a folder of
    a repository, the files for CI and pre-commit are written at the root of the repository.

    \b
    Examples:
      personactl init
      personactl init my-personas --ci gitlab
      personactl init --ci none --no-pre-commit --no-example
      personactl init --schemas
    """
    from personactl.cli.terminal.output import Output
    from personactl.commands.project.new_project import ProjectOptions, make_project, write_schemas

    out = Output(quiet=quiet)
    if schemas:
        out.answer(*map(str, write_schemas(folder)))
        return 0
    given = (ci, pre_commit, example)
    asked = None if yes or quiet or not out.can_ask else out
    options = ProjectOptions(*_chosen(given, folder, asked))
    made = make_project(folder, options)
    out.answer(*map(str, made.files))
    if made.address_missing_in is not None:
        out.note(
            f"write into {made.address_missing_in} where CI installs personactl from: "
            "it cannot use the folder that you installed from"
        )
    for step in made.steps:
        out.note(step)
    _note_next(folder, options, out)
    return 0


def _chosen(
    given: tuple[CiSystem | None, bool | None, bool | None], folder: Path, out: "Output | None"
) -> "tuple[Ci, bool, bool]":
    """Return CI system, pre-commit and example: as given, else as answered, else the defaults without questions."""
    from personactl.commands.project.repository_files import usual_ci

    ci, pre_commit, example = given
    usual = usual_ci(folder)
    if example is None:
        example = out is None or out.ask("Write an example persona?", ("yes", "no")) == "yes"
    if ci is None:
        ci = CiSystem(usual if out is None else out.ask("Write a workflow for CI?", _usual_first(usual)))
    if pre_commit is None:
        pre_commit = out is None or out.ask("Write a pre-commit configuration?", ("yes", "no")) == "yes"
    return ci.value, pre_commit, example


def _usual_first(usual: str) -> tuple[str, ...]:
    return (usual, *(one.value for one in CiSystem if one.value != usual))


def _note_next(folder: Path, options: "ProjectOptions", out: "Output") -> None:
    from shlex import quote

    first = "" if folder == Path() else f"cd {quote(str(folder))}, then "
    if options.example:
        out.note(f"next: {first}personactl validate, personactl push, personactl talk nora; no account is needed")
    else:
        out.note(f"next: {first}write personas/NAME.yaml or take one over: personactl import FILE, personactl pull ID")
