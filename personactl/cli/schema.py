"""`personactl schema`: the JSON Schema of a kind of file, for editors and for other programs."""

from enum import StrEnum
from typing import Annotated

import typer


class FileKind(StrEnum):
    """What there is a schema of."""

    persona = "persona"
    part = "part"
    tool = "tool"
    knowledge = "knowledge"
    llm = "llm"
    project = "project"


KindArgument = Annotated[
    FileKind,
    typer.Argument(
        metavar="[KIND]", help="persona, part (a file that others extend), tool, knowledge, llm or project."
    ),
]


def schema(kind: KindArgument = FileKind.persona) -> int:
    """Print the JSON Schema of a persona file, or of another file of a project.

    It is made from the tables that validate checks against, in draft 2020-12, with a description of every key. An
    editor that is given it completes and explains keys. validate sees more: it looks at several files together.

    \b
    Examples:
      personactl schema
      personactl schema project
      personactl schema persona > persona.schema.json
    """
    from personactl.cli.output import Output
    from personactl.commands.json_schemas import json_schema

    Output().json(json_schema(kind.value))
    return 0
