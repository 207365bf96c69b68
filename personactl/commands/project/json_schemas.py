"""JSON Schemas of a project's files, for editors and for other programs."""

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from personactl.json_value import JsonObject

SchemaKind: TypeAlias = Literal["persona", "part", "tool", "knowledge", "llm", "project"]

SCHEMA_KINDS: Final[tuple[SchemaKind, ...]] = ("persona", "part", "tool", "knowledge", "llm", "project")


def json_schema(kind: SchemaKind) -> "JsonObject":
    """Return the schema of a kind of file, in draft 2020-12.

    kind: `part` is a persona file that others extend, `project` is `personactl.yaml`.
    """
    from personactl.persona.schema import file_schemas

    match kind:
        case "persona":
            return file_schemas.persona_schema()
        case "part":
            return file_schemas.part_schema()
        case "tool":
            return file_schemas.tool_schema()
        case "knowledge":
            return file_schemas.knowledge_schema()
        case "llm":
            return file_schemas.llm_schema()
        case "project":
            # Imported late, because it loads a library that the other schemas do not need.
            from personactl.state.project_schema import project_schema

            return project_schema()
