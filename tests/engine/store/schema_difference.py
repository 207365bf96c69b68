"""Compares the tables of a database with the definitions in `tables.py`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, inspect

Described = Mapping[str, Mapping[str, Any]]


def described(connection: Connection) -> Described:
    """Return what the database reports about its tables: columns with type, default and nullability, keys, indexes."""
    inspector = inspect(connection)
    return {
        name: {
            "columns": [
                column | {"type": column["type"].compile(connection.dialect)} for column in inspector.get_columns(name)
            ],
            "primary key": inspector.get_pk_constraint(name),
            "foreign keys": sorted(inspector.get_foreign_keys(name), key=str),
            "unique": sorted(inspector.get_unique_constraints(name), key=str),
            "indexes": sorted(inspector.get_indexes(name), key=str),
        }
        for name in inspector.get_table_names()
    }
