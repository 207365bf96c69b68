"""The part of step 2 that is not SQL: the JSON of a persona is divided into a summary for lists and its fields."""

from sqlalchemy import JSON, Connection, bindparam, text

_LISTED = ("name", "description", "avatarId", "voiceId", "languageCode")
_OLD = text("SELECT id, fields, created_at, updated_at FROM personas_1 ORDER BY seq").columns(fields=JSON)
_INSERT = text(
    "INSERT INTO personas (id, created_at, updated_at, summary, name)"
    " VALUES (:id, :created_at, :updated_at, :summary, :name)"
).bindparams(bindparam("summary", type_=JSON))
_INSERT_FIELDS = text("INSERT INTO persona_fields (persona_id, fields) VALUES (:id, :fields)").bindparams(
    bindparam("fields", type_=JSON)
)


def copy_personas(connection: Connection) -> None:
    """Copy the personas of format 1 from `personas_1`, in their order, and drop that table.

    Their tool ids named nothing in format 1, so they are left out.
    """
    for row in connection.execute(_OLD).all():
        fields = {key: value for key, value in row.fields.items() if key != "toolIds"}
        name = fields.get("name")
        persona = {
            "id": row.id,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "summary": {key: fields[key] for key in _LISTED if key in fields},
            "name": name if isinstance(name, str) else "",
        }
        connection.execute(_INSERT, persona)
        connection.execute(_INSERT_FIELDS, {"id": row.id, "fields": fields})
    connection.execute(text("DROP TABLE personas_1"))
