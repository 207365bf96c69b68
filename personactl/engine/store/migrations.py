"""From one version of the schema to the next, keeping what is stored. Each runs inside one write transaction."""

from sqlalchemy import JSON, Connection, text

from personactl.engine.store.personas import StoredPersona, insert_persona
from personactl.engine.store.schema import (
    contents,
    documents,
    knowledge_groups,
    llms,
    persona_fields,
    persona_tools,
    personas,
    tables,
    tools,
)

_ADDED_IN_2 = [personas, persona_fields, tools, persona_tools, llms, knowledge_groups, documents, contents]


def add_resources(connection: Connection) -> None:
    """1 to 2: tools, knowledge and LLMs of one's own; of personas a list reads a table of its own.

    Tool ids of version 1 named nothing, so they are dropped.
    """
    old = text("SELECT id, fields, created_at, updated_at FROM personas ORDER BY seq").columns(fields=JSON)
    rows = connection.execute(old).all()
    personas.drop(connection)
    tables.create_all(connection, _ADDED_IN_2)
    for row in rows:
        fields = {key: value for key, value in row.fields.items() if key != "toolIds"}
        insert_persona(connection, StoredPersona(row.id, fields, row.created_at, row.updated_at))
