"""Options that several commands share, each declared once so that it reads the same everywhere."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class TextJson(StrEnum):
    """Formats of a command whose answer is for people or for programs."""

    text = "text"
    json = "json"


ProfileOption = Annotated[
    str | None,
    typer.Option("--profile", metavar="NAME", help="Where to go: a profile's name, 'env' or 'local'."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No notes on stderr; errors stay.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show the plan; only reads can leave.")]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NAME", help="Only this, by its key or kind/key, and what it needs; repeatable."),
]
TextJsonOption = Annotated[TextJson, typer.Option("--format", help="How to print the answer.")]
PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATHS]...", help="Files or folders; all that the project has by default."),
]
