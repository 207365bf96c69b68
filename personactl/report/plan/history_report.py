"""What runs changed on platforms, when and by whom: the runs as a table, one run as a diff, and both as JSON."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from rich.cells import cell_len
from rich.text import Text

from personactl.json_value import JsonObject, JsonValue
from personactl.report.error_json import error_lines
from personactl.report.plan.masking import masked_value
from personactl.report.plan.plan_values import Difference, difference, difference_lines, shown_value, value_of
from personactl.report.plan.resource_names import PlanNames, name_list, resource_name, with_names
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.printable import one_line
from personactl.report.text.quantities import instant, platform_instant
from personactl.report.text.styled import hanging_indent, line
from personactl.report.text.view import View
from personactl.state.history import DamagedRun, Run, RunInfo, SavedResource
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.values.field_paths import leaves, same_value
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import ABSENT, Absent, Known

_MAX_NAMES = 4
_INDENT = 6
_SIGNS = {"deleted": ("-", "bold red"), "replaced": ("±", "bold yellow")}
_OVERWRITTEN = ("~", "bold yellow")


class HistoryEntry(msgspec.Struct, frozen=True):
    """A run, the selected resources that it overwrote or deleted, and the names of entries of the catalogue by id."""

    run: Run
    saved: Sequence[SavedResource]
    entry_names: Mapping[str, str] = {}


def history_table(entries: Sequence[HistoryEntry], view: View) -> Table:
    """Return one row per run, in the order given."""
    columns: list[Column[HistoryEntry]] = [
        Column("RUN", lambda row: str(row.run.number), align="right", style="cyan"),
        Column(view.heading("STARTED"), lambda row: view.time(row.run.info.started_at)),
        Column("PROFILE", lambda row: row.run.info.profile),
        Column("COMMAND", lambda row: row.run.info.command, priority=2),
        Column("OVERWRITTEN", lambda row: _names(row.saved, deleted=False), fit="fold"),
        Column("DELETED", lambda row: _names(row.saved, deleted=True), priority=3, fit="fold"),
        Column("BY", lambda row: row.run.info.by or None, priority=2, fit="fold"),
        Column("AT", lambda row: row.run.info.origin, priority=1, fit="fold"),
    ]
    return fitted(columns, entries, view.width)


def run_text(entry: HistoryEntry, view: View) -> Iterator[Text]:
    """Yield who did what, where and when, then a block per resource with what the run changed."""
    info = entry.run.info
    where = f"{one_line(info.profile)} ({one_line(info.origin)})"
    by = f"  by {one_line(info.by)}" if info.by else ""
    yield Text.assemble(
        (f"run {entry.run.number}", "bold"), f"  {one_line(info.command)}  {where}  ", _started(info, view), by
    )
    if info.job:
        yield Text.assemble(("  job: ", "dim italic"), one_line(info.job))
    for saved in entry.saved:
        yield Text()
        yield from _block(saved, PlanNames(entries=entry.entry_names), view.width)


def _names(saved: Sequence[SavedResource], *, deleted: bool) -> str | None:
    addresses = [each.address for each in saved if (each.status == "deleted") is deleted]
    return name_list(addresses, _MAX_NAMES) if addresses else None


def _block(saved: SavedResource, names: PlanNames, width: int | None) -> Iterator[Text]:
    sign, style = _SIGNS.get(saved.status, _OVERWRITTEN)
    yield Text.assemble(
        (f"{sign} ", style),
        (resource_name(saved.address), "bold"),
        f"  {one_line(saved.status)}  ",
        (one_line(saved.remote_id), "dim"),
    )
    changes = [with_names(change, names) for change in run_changes(saved)]
    name_width = max((cell_len(one_line(change.path)) for change in changes), default=0)
    for change in changes:
        name = Text(f"    {one_line(change.path)}{' ' * (name_width - cell_len(one_line(change.path)))}  ")
        old, new = value_of(change.remote), change.sent
        differs = None if saved.after is None else difference(old, new)
        yield from hanging_indent(name, _sides(old, new, saved, differs), Text(" " * name.cell_len), width)
        yield from difference_lines(differs, _INDENT, width)


def run_changes(saved: SavedResource) -> list[FieldChange]:
    """Return what the run changed: `remote` is the value before, `sent` the one after. Both are unset where the
    resource did not have the field. All fields of a deleted resource, and of a run of an older personactl, have no
    value after.
    """
    shape = SHAPES[saved.address.kind]
    before = leaves(saved.values, shape)
    after = {} if saved.after is None else leaves(saved.after, shape)
    order = dict.fromkeys((*before, *after))
    changed = [path for path in order if saved.after is None or not same_value(path, before.get(path), after.get(path))]
    return [
        FieldChange(path, Why.ours, after.get(path, ABSENT), Known(before.get(path)), after.get(path, ABSENT))
        for path in changed
    ]


def _sides(old: JsonValue | Absent, new: JsonValue | Absent, saved: SavedResource, differs: Difference | None) -> Text:
    before = shown_value(None if old is ABSENT else old)
    if saved.after is None:
        return Text(before)
    if differs is not None:
        return line(differs.summary)
    return line((before, "red"), " → ", (shown_value(None if new is ABSENT else new), "green"))


def _started(info: RunInfo, view: View) -> tuple[str, str]:
    return view.zoned(info.started_at) or "", "dim"


def history_json(entries: Sequence[HistoryEntry], damaged: Sequence[DamagedRun]) -> JsonObject:
    """Return `{"runs": [...], "damagedRuns": [...]}`; the items of a run have no values here."""
    runs: list[JsonValue] = [
        {**_run_json(each.run), "items": [_item_json(saved) for saved in each.saved]} for each in entries
    ]
    broken: list[JsonValue] = [
        {"runNumber": each.number, "path": str(each.path), "reason": error_lines(each.error)[0]} for each in damaged
    ]
    return {"runs": runs, "damagedRuns": broken}


def run_json(entry: HistoryEntry) -> JsonObject:
    """Return one run whose items also have `remoteUpdatedAt`, the `values` before the run and those `after` it, and
    documents the digest of their content. `after` is null for a deleted resource.

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
        "startedBy": info.by or None,
        "jobUrl": info.job or None,
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
        "after": None if saved.after is None else masked_value(dict(saved.after)),
        "sha256": saved.sha256,
    }
