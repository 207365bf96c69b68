"""What was overwritten on platforms, for people: the runs as a table, and one run value by value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from personactl.json_value import JsonValue
from personactl.report.plan.plan_values import shown_value
from personactl.report.plan.resource_names import called, listed
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.printable import one_line
from personactl.report.text.view import View
from personactl.report.text.word_diff_text import hanging
from personactl.state.history import About, Kept, Run

_MOST_NAMED = 4
_SIGNS = {"deleted": ("-", "bold red"), "replaced": ("±", "bold yellow")}
_OVERWRITTEN = ("~", "bold yellow")


@dataclass(frozen=True, slots=True)
class Listed:
    """A run and what it overwrote and deleted, as far as that was asked for."""

    run: Run
    kept: Sequence[Kept]


def history_table(found: Sequence[Listed], view: View) -> Table:
    """One row a run, in the order given."""
    columns: list[Column[Listed]] = [
        Column("RUN", lambda row: str(row.run.number), align="right", style="cyan"),
        Column("STARTED", lambda row: view.time(row.run.about.started_at)),
        Column("PROFILE", lambda row: row.run.about.profile, least=8),
        Column("COMMAND", lambda row: row.run.about.command, keep=2),
        Column("OVERWRITTEN", lambda row: _names(row.kept, deleted=False), least=16),
        Column("DELETED", lambda row: _names(row.kept, deleted=True), keep=3, least=10),
        Column("AT", lambda row: row.run.about.origin, keep=1, least=12),
    ]
    return fitted(columns, found, view.width)


def run_text(one: Listed, view: View) -> Iterator[Text]:
    """One run: a headline, then a block for each resource with the values that it had before."""
    about = one.run.about
    where = f"{one_line(about.profile)} ({one_line(about.origin)})"
    yield Text.assemble(
        (f"run {one.run.number}", "bold"), f"  {one_line(about.command)}  {where}  ", _time(about, view)
    )
    for kept in one.kept:
        yield Text()
        yield from _block(kept, view.width)


def _names(kept: Sequence[Kept], *, deleted: bool) -> str | None:
    chosen = [each.address for each in kept if (each.deed == "deleted") is deleted]
    return listed(chosen, _MOST_NAMED) if chosen else None


def _block(kept: Kept, room: int | None) -> Iterator[Text]:
    sign, style = _SIGNS.get(kept.deed, _OVERWRITTEN)
    yield Text.assemble(
        (f"{sign} ", style),
        (called(kept.address), "bold"),
        f"  {one_line(kept.deed)}  ",
        (one_line(kept.remote_id), "dim"),
    )
    width = max((cell_len(one_line(field)) for field in kept.values), default=0)
    for field, value in kept.values.items():
        yield from _field(one_line(field), value, width, room)


def _field(field: str, value: JsonValue, width: int, room: int | None) -> Iterator[Text]:
    name = Text(f"    {field}{' ' * (width - cell_len(field))}  ")
    return hanging(name, Text(shown_value(value)), Text(" " * name.cell_len), room)


def _time(about: About, view: View) -> tuple[str, str]:
    return view.time(about.started_at) or "", "dim"
