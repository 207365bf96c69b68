"""The rows of configured LLMs. The secret has a column of its own and is never part of a read."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from personactl.engine.store.tables import llms
from personactl.engine.wire import JsonObject

_row = (llms.c.id, llms.c.fields, llms.c.created_at, llms.c.updated_at)


@dataclass(frozen=True, slots=True)
class StoredLlm:
    """One configured LLM.

    `fields`: the fields of the request, without the secret.
    `updated_at`: None until the first update.
    """

    id: str
    fields: JsonObject
    created_at: str
    updated_at: str | None = None


def insert_llm(connection: Connection, llm: StoredLlm, secret: str) -> None:
    connection.execute(insert(llms).values(id=llm.id, fields=llm.fields, secret=secret, created_at=llm.created_at))


def find_llm(connection: Connection, llm_id: str) -> StoredLlm | None:
    row = connection.execute(select(*_row).where(llms.c.id == llm_id)).mappings().first()
    return None if row is None else StoredLlm(**row)


def list_llms(connection: Connection) -> list[StoredLlm]:
    """All LLMs, newest first."""
    return [StoredLlm(**row) for row in connection.execute(select(*_row).order_by(llms.c.seq.desc())).mappings()]


def replace_llm(connection: Connection, llm: StoredLlm, secret: str | None) -> None:
    """Replace the row of `llm.id`. If `secret` is None, the stored secret is not changed."""
    changed = update(llms).where(llms.c.id == llm.id).values(fields=llm.fields, updated_at=llm.updated_at)
    connection.execute(changed if secret is None else changed.values(secret=secret))


def delete_llm(connection: Connection, llm_id: str) -> bool:
    """Returns whether the LLM existed."""
    return connection.execute(delete(llms).where(llms.c.id == llm_id)).rowcount > 0
