"""The part of step 3 that is not SQL: no database folds the case of all letters as Python does."""

from sqlalchemy import Connection, text


def fold_names(connection: Connection) -> None:
    """Fold the case of the names of personas, as a search folds what it looks for."""
    rows = connection.execute(text("SELECT seq, folded_name FROM personas")).all()
    folded = [{"seq": row.seq, "folded_name": row.folded_name.casefold()} for row in rows]
    if folded:
        connection.execute(text("UPDATE personas SET folded_name = :folded_name WHERE seq = :seq"), folded)
