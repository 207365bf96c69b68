"""`personactl schema`: print the JSON Schema of a kind of file."""

from enum import StrEnum
from typing import Annotated

import typer


class FileKind(StrEnum):
    """The kinds of files that have a schema."""

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
    """Print the JSON Schema of a persona file, or of another kind of file of a project.

    The schema is in draft 2020-12 and describes every key. An editor uses it to complete and explain keys. 'personactl
    validate' checks more than the schema, for example several files together.

    \b
    Examples:
      personactl schema
      personactl schema project
      personactl schema persona > persona.schema.json
    """
    from personactl.cli.terminal.json_answer import encoded_json
    from personactl.cli.terminal.output import Output
    from personactl.commands.project.json_schemas import json_schema

    Output().document(encoded_json(json_schema(kind.value)))
    return 0
