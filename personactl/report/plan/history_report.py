"""What runs overwrote and deleted on platforms: the runs as a table, one run value by value, and both as JSON."""

from collections.abc import Iterator, Sequence

import msgspec
from rich.cells import cell_len
from rich.text import Text

from personactl.json_value import JsonObject, JsonValue
from personactl.report.plan.masking import masked_value
from personactl.report.plan.plan_values import shown_value
from personactl.report.plan.resource_names import name_list, resource_name
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.printable import one_line
from personactl.report.text.quantities import instant
from personactl.report.text.styled import hanging_indent
from personactl.report.text.view import View
from personactl.state.history import About, Damaged, Kept, Run

_MAX_NAMES = 4
_SIGNS = {"deleted": ("-", "bold red"), "replaced": ("±", "bold yellow")}
_OVERWRITTEN = ("~", "bold yellow")


class HistoryEntry(msgspec.Struct, frozen=True):
    """A run, and the selected resources that it overwrote or deleted."""

    run: Run
    kept: Sequence[Kept]


def history_table(entries: Sequence[HistoryEntry], view: View) -> Table:
    """Return one row per run, in the order given."""
    columns: list[Column[HistoryEntry]] = [
        Column("RUN", lambda row: str(row.run.number), align="right", style="cyan"),
        Column("STARTED", lambda row: view.time(row.run.about.started_at)),
        Column("PROFILE", lambda row: row.run.about.profile, min_width=8),
        Column("COMMAND", lambda row: row.run.about.command, priority=2),
        Column("OVERWRITTEN", lambda row: _names(row.kept, deleted=False), min_width=16),
        Column("DELETED", lambda row: _names(row.kept, deleted=True), priority=3, min_width=10),
        Column("AT", lambda row: row.run.about.origin, priority=1, min_width=12),
    ]
    return fitted(columns, entries, view.width)


def run_text(entry: HistoryEntry, view: View) -> Iterator[Text]:
    """Yield a headline, then a block per resource with the values that it had before the run."""
    about = entry.run.about
    where = f"{one_line(about.profile)} ({one_line(about.origin)})"
    yield Text.assemble(
        (f"run {entry.run.number}", "bold"), f"  {one_line(about.command)}  {where}  ", _started(about, view)
    )
    for kept in entry.kept:
        yield Text()
        yield from _block(kept, view.width)


def _names(kept: Sequence[Kept], *, deleted: bool) -> str | None:
    addresses = [each.address for each in kept if (each.deed == "deleted") is deleted]
    return name_list(addresses, _MAX_NAMES) if addresses else None


def _block(kept: Kept, width: int | None) -> Iterator[Text]:
    sign, style = _SIGNS.get(kept.deed, _OVERWRITTEN)
    yield Text.assemble(
        (f"{sign} ", style),
        (resource_name(kept.address), "bold"),
        f"  {one_line(kept.deed)}  ",
        (one_line(kept.remote_id), "dim"),
    )
    name_width = max((cell_len(one_line(field)) for field in kept.values), default=0)
    for field, value in kept.values.items():
        yield from _field(one_line(field), value, name_width, width)


def _field(field: str, value: JsonValue, name_width: int, width: int | None) -> Iterator[Text]:
    name = Text(f"    {field}{' ' * (name_width - cell_len(field))}  ")
    return hanging_indent(name, Text(shown_value(value)), Text(" " * name.cell_len), width)


def _started(about: About, view: View) -> tuple[str, str]:
    return view.time(about.started_at) or "", "dim"


def history_json(entries: Sequence[HistoryEntry], damaged: Sequence[Damaged]) -> JsonObject:
    """Return `{"runs": [...], "damaged": [...]}`; the items of a run have no values here."""
    runs: list[JsonValue] = [
        {**_run_json(each.run), "items": [_item_json(kept) for kept in each.kept]} for each in entries
    ]
    broken: list[JsonValue] = [
        {"run": each.number, "file": str(each.path), "reason": each.error.message} for each in damaged
    ]
    return {"runs": runs, "damaged": broken}


def run_json(entry: HistoryEntry) -> JsonObject:
    """Return one run whose items also have `updatedAt` and `values`, and documents the digest of their content.

    Secrets in texts are masked.
    """
    items: list[JsonValue] = [_full_item_json(kept) for kept in entry.kept]
    return {**_run_json(entry.run), "items": items}


def _run_json(run: Run) -> JsonObject:
    about = run.about
    return {
        "run": run.number,
        "startedAt": instant(about.started_at),
        "command": about.command,
        "profile": about.profile,
        "origin": about.origin,
    }


def _item_json(kept: Kept) -> JsonObject:
    return {
        "kind": kept.address.kind,
        "key": kept.address.key,
        "name": kept.name,
        "id": kept.remote_id,
        "deed": kept.deed,
    }


def _full_item_json(kept: Kept) -> JsonObject:
    return {
        **_item_json(kept),
        "updatedAt": kept.updated_at,
        "values": masked_value(dict(kept.values)),
        "sha256": kept.sha256,
    }
