"""`personactl init`: create a project that passes every check, as a start for a project of your own."""

from pathlib import Path
from typing import Annotated

import typer

from personactl.cli.shared_options import QuietOption

FolderArgument = Annotated[
    Path,
    typer.Argument(
        metavar="[DIR]", help="The folder of the project; the current folder by default.", show_default=False
    ),
]
NoCiOption = Annotated[bool, typer.Option("--no-ci", help="Do not write a GitHub workflow.")]
NoPreCommitOption = Annotated[bool, typer.Option("--no-pre-commit", help="Do not write a pre-commit configuration.")]


def init(
    folder: FolderArgument = Path(),
    no_ci: NoCiOption = False,
    no_pre_commit: NoPreCommitOption = False,
    quiet: QuietOption = False,
) -> int:
    """Create a project: an example persona, settings, schemas for editors, a pre-commit hook and a CI workflow.

    Prints the paths of the new files. Existing files are never overwritten: if one of the files exists already, none is
    written and the exit status is 2.

    \b
    Examples:
      personactl init
      personactl init my-personas
      personactl init --no-ci --no-pre-commit
    """
    from personactl.cli.terminal.output import Output
    from personactl.commands.project.new_project import WORKFLOW, make_project

    out = Output(quiet=quiet)
    made = make_project(folder, workflow=not no_ci, pre_commit=not no_pre_commit)
    out.answer(*map(str, made.files))
    if made.workflow_lacks_address:
        out.note(
            f"write into {WORKFLOW} where CI installs personactl from: it cannot use the folder that you installed from"
        )
    first = "" if folder == Path() else f"cd {folder}, then "
    out.note(f"next: {first}personactl validate, personactl push, personactl talk nora; no account is needed")
    return 0
