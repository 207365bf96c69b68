"""`personactl schema`: the JSON Schema of a kind of file, for editors and for other programs."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from personactl.json_value import JsonObject


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

    Output().json(schema_of(kind))
    return 0


def schema_of(kind: FileKind) -> "JsonObject":
    from personactl.persona.schema.file_schemas import (
        knowledge_schema,
        llm_schema,
        part_schema,
        persona_schema,
        tool_schema,
    )

    match kind:
        case FileKind.persona:
            return persona_schema()
        case FileKind.part:
            return part_schema()
        case FileKind.tool:
            return tool_schema()
        case FileKind.knowledge:
            return knowledge_schema()
        case FileKind.llm:
            return llm_schema()
        case FileKind.project:
            # imported late: it brings a library that the others do without
            from personactl.state.project_schema import project_schema

            return project_schema()
