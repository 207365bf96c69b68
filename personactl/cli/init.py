"""`personactl init`: a new project that passes every check, to be changed into one's own."""

from pathlib import Path
from typing import Annotated

import typer

from personactl.cli.options import QuietOption

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
    from personactl.cli.output import Output
    from personactl.commands.new_project import WORKFLOW, make_project

    out = Output(quiet=quiet)
    made = make_project(folder, workflow=not no_ci, pre_commit=not no_pre_commit)
    out.answer(*map(str, made.files))
    if made.workflow_lacks_address:
        out.note(f"put the address to install personactl from into {WORKFLOW}: this one came from a folder")
    first = "" if folder == Path() else f"cd {folder}, then "
    out.note(f"next: {first}personactl validate, personactl push and personactl talk nora; no account is needed")
    return 0
