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
from personactl.report.text.quantities import instant, platform_instant
from personactl.report.text.styled import hanging_indent
from personactl.report.text.view import View
from personactl.state.history import DamagedRun, Run, RunInfo, SavedResource

_MAX_NAMES = 4
_SIGNS = {"deleted": ("-", "bold red"), "replaced": ("±", "bold yellow")}
_OVERWRITTEN = ("~", "bold yellow")


class HistoryEntry(msgspec.Struct, frozen=True):
    """A run, and the selected resources that it overwrote or deleted."""

    run: Run
    saved: Sequence[SavedResource]


def history_table(entries: Sequence[HistoryEntry], view: View) -> Table:
    """Return one row per run, in the order given."""
    columns: list[Column[HistoryEntry]] = [
        Column("RUN", lambda row: str(row.run.number), align="right", style="cyan"),
        Column(view.heading("STARTED"), lambda row: view.time(row.run.info.started_at)),
        Column("PROFILE", lambda row: row.run.info.profile, min_width=8),
        Column("COMMAND", lambda row: row.run.info.command, priority=2),
        Column("OVERWRITTEN", lambda row: _names(row.saved, deleted=False), min_width=16),
        Column("DELETED", lambda row: _names(row.saved, deleted=True), priority=3, min_width=10),
        Column("AT", lambda row: row.run.info.origin, priority=1, min_width=12),
    ]
    return fitted(columns, entries, view.width)


def run_text(entry: HistoryEntry, view: View) -> Iterator[Text]:
    """Yield a headline, then a block per resource with the values that it had before the run."""
    info = entry.run.info
    where = f"{one_line(info.profile)} ({one_line(info.origin)})"
    yield Text.assemble(
        (f"run {entry.run.number}", "bold"), f"  {one_line(info.command)}  {where}  ", _started(info, view)
    )
    for saved in entry.saved:
        yield Text()
        yield from _block(saved, view.width)


def _names(saved: Sequence[SavedResource], *, deleted: bool) -> str | None:
    addresses = [each.address for each in saved if (each.status == "deleted") is deleted]
    return name_list(addresses, _MAX_NAMES) if addresses else None


def _block(saved: SavedResource, width: int | None) -> Iterator[Text]:
    sign, style = _SIGNS.get(saved.status, _OVERWRITTEN)
    yield Text.assemble(
        (f"{sign} ", style),
        (resource_name(saved.address), "bold"),
        f"  {one_line(saved.status)}  ",
        (one_line(saved.remote_id), "dim"),
    )
    name_width = max((cell_len(one_line(field)) for field in saved.values), default=0)
    for field, value in saved.values.items():
        yield from _field(one_line(field), value, name_width, width)


def _field(field: str, value: JsonValue, name_width: int, width: int | None) -> Iterator[Text]:
    name = Text(f"    {field}{' ' * (name_width - cell_len(field))}  ")
    return hanging_indent(name, Text(shown_value(value)), Text(" " * name.cell_len), width)


def _started(info: RunInfo, view: View) -> tuple[str, str]:
    return view.zoned(info.started_at) or "", "dim"


def history_json(entries: Sequence[HistoryEntry], damaged: Sequence[DamagedRun]) -> JsonObject:
    """Return `{"runs": [...], "damagedRuns": [...]}`; the items of a run have no values here."""
    runs: list[JsonValue] = [
        {**_run_json(each.run), "items": [_item_json(saved) for saved in each.saved]} for each in entries
    ]
    broken: list[JsonValue] = [
        {"runNumber": each.number, "path": str(each.path), "reason": each.error.message} for each in damaged
    ]
    return {"runs": runs, "damagedRuns": broken}


def run_json(entry: HistoryEntry) -> JsonObject:
    """Return one run whose items also have `remoteUpdatedAt` and `values`, and documents the digest of their content.

    Secrets in texts are masked.
    """
    items: list[JsonValue] = [_full_item_json(saved) for saved in entry.saved]
    return {**_run_json(entry.run), "items": items}


def _run_json(run: Run) -> JsonObject:
    info = run.info
    return {
        "runNumber": run.number,
        "startedAt": instant(info.started_at),
        "command": info.command,
        "profile": info.profile,
        "origin": info.origin,
    }


def _item_json(saved: SavedResource) -> JsonObject:
    return {
        "kind": saved.address.kind,
        "key": saved.address.key,
        "name": saved.name,
        "remoteId": saved.remote_id,
        "outcome": saved.status,
    }


def _full_item_json(saved: SavedResource) -> JsonObject:
    return {
        **_item_json(saved),
        "remoteUpdatedAt": platform_instant(saved.updated_at),
        "values": masked_value(dict(saved.values)),
        "sha256": saved.sha256,
    }
