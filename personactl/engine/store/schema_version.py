"""The schema version of the database: creates the tables on the first start, upgrades them, and refuses newer ones.

Everything happens in one write transaction, so that processes that open the same database at once do it only once.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, inspect, select

from personactl.engine.errors import StorageError
from personactl.engine.store.migrations.steps import STEPS, Rewrite
from personactl.engine.store.tables import meta

VERSION = max(STEPS)
_KEY = "schema_version"


def prepare(connection: Connection, where: str, steps: Mapping[int, Rewrite] = STEPS) -> None:
    """Run the steps that this database has not seen. `where` names the database in errors.

    Raises `StorageError` for a database of a newer personactl, and for one that belongs to another program.
    """
    found = _version(connection, where)
    if found > VERSION:
        raise StorageError(
            f"this database was written by a newer personactl (schema {found}, known here: {VERSION})",
            where=where,
            hint="upgrade personactl, or give another database with --db",
        )
    if found == VERSION:
        return
    for version in range(found + 1, VERSION + 1):
        steps[version](connection)
    connection.execute(delete(meta).where(meta.c.key == _KEY))
    connection.execute(insert(meta).values(key=_KEY, value=str(VERSION)))


def _version(connection: Connection, where: str) -> int:
    """Return the schema version; 0 for an empty database."""
    present = set(inspect(connection).get_table_names())
    if not present:
        return 0
    if meta.name in present:
        value = connection.execute(select(meta.c.value).where(meta.c.key == _KEY)).scalar()
        if isinstance(value, str) and value.isdecimal():
            return int(value)
    raise StorageError("this database belongs to another program", where=where, hint="give another path with --db")
