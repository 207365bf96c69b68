"""From one version of the schema to the next, keeping what is stored. Each runs inside one write transaction."""

from sqlalchemy import JSON, Connection, bindparam, inspect, select, text, update

from personactl.engine.store.personas import StoredPersona, insert_persona
from personactl.engine.store.schema import (
    contents,
    documents,
    knowledge_groups,
    llms,
    persona_fields,
    persona_tools,
    personas,
    personas_by_name,
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


def fold_names(connection: Connection) -> None:
    """2 to 3: the name that a search looks at is folded and has an index."""
    if any(column["name"] == personas.c.folded_name.name for column in inspect(connection).get_columns(personas.name)):
        return  # made by the step before, which makes what is there today
    connection.execute(text("ALTER TABLE personas RENAME COLUMN name TO folded_name"))
    folded = [
        {"its_seq": row.seq, "folded": row.folded_name.casefold()}
        for row in connection.execute(select(personas.c.seq, personas.c.folded_name))
    ]
    if folded:
        wanted = personas.c.seq == bindparam("its_seq")
        connection.execute(update(personas).where(wanted).values(folded_name=bindparam("folded")), folded)
    personas_by_name.create(connection)
