"""The schema's version: made on the first start, brought up to date on later ones, refused when it is newer than us.

All of it happens in one write transaction, so that processes which open the same database at once do it once.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from sqlalchemy import Connection, insert, inspect, select, update

from personactl.engine.errors import StorageError
from personactl.engine.store.migrations import add_resources, fold_names
from personactl.engine.store.schema import meta, tables

VERSION = 3
Migrations: TypeAlias = Mapping[int, Callable[[Connection], None]]
MIGRATIONS: Migrations = {1: add_resources, 2: fold_names}
"""What turns version N into N+1, by N. Each runs inside the transaction that `prepare` was given."""

_KEY = "schema_version"


def prepare(connection: Connection, where: str, migrations: Migrations = MIGRATIONS) -> None:
    """Create or update the tables. `where` names the database in errors.

    Raises `StorageError` for a database of a newer personactl, or one that is not personactl's at all.
    """
    present = set(inspect(connection).get_table_names())
    if not present:
        tables.create_all(connection)
        connection.execute(insert(meta).values(key=_KEY, value=str(VERSION)))
        return
    found = _version(connection) if meta.name in present else None
    if found is None:
        raise StorageError(
            "this database belongs to something else",
            where=where,
            hint="give a path of its own with --db",
        )
    if found > VERSION:
        raise StorageError(
            f"this database was written by a newer personactl (schema {found}, known here: {VERSION})",
            where=where,
            hint="upgrade personactl, or give another database with --db",
        )
    for version in range(found, VERSION):
        migrations[version](connection)
    if found < VERSION:
        connection.execute(update(meta).where(meta.c.key == _KEY).values(value=str(VERSION)))


def _version(connection: Connection) -> int | None:
    value = connection.execute(select(meta.c.value).where(meta.c.key == _KEY)).scalar()
    return int(value) if isinstance(value, str) and value.isdecimal() else None
