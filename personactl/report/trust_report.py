"""What is trusted: a table for people, JSON for programs."""

from collections.abc import Sequence

from personactl.json_value import JsonObject
from personactl.report.answer_json import word_json
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.printable import one_line
from personactl.state.credentials.trust import TrustEntry


def trust_table(entries: Sequence[TrustEntry], width: int | None, *, removed: bool = False) -> Table:
    """Return one row for each entry, in the order given; `removed` if they are no longer trusted."""
    columns: list[Column[TrustEntry]] = [
        Column("ADDRESS", lambda entry: one_line(entry.trusted.origin), fit="fold"),
        Column("COULD GET" if removed else "MAY GET", _credential, fit="fold"),
        Column("IN", lambda entry: one_line(entry.trusted.project or "all projects"), fit="fold"),
        Column("BECAUSE OF", _because, fit="fold"),
    ]
    return fitted(columns, entries, width)


def trust_json(entries: Sequence[TrustEntry]) -> JsonObject:
    """Return what `trust_table` shows."""
    return {
        "trusted": [
            {
                "origin": entry.trusted.origin,
                "use": entry.trusted.use,
                "variable": entry.trusted.variable,
                "project": entry.trusted.project,
                "trustedBy": word_json(entry.trusted_by.value),
                "path": entry.path,
            }
            for entry in entries
        ]
    }


def _credential(entry: TrustEntry) -> str:
    if entry.trusted.variable is not None:
        return f"${one_line(entry.trusted.variable)}"
    return "any key" if entry.trusted.project is None else "a key of a login"


def _because(entry: TrustEntry) -> str:
    """Return the words of the user's own side, with the place in the project's file if it is known."""
    words = {
        "trust variable": "PERSONACTL_TRUST_ORIGINS" if entry.trusted.use == "key" else "PERSONACTL_TRUST_VARIABLES",
        "login": "auth login",
        "hosted platform": "the hosted platform",
    }.get(entry.trusted_by.value, "trust")
    return words if entry.path is None else f"{words}, {one_line(entry.path)}"
