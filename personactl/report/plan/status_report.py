"""How files and targets stand to each other, as a table: one row to a resource, one column to a target."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from personactl.errors import AuthError
from personactl.persona.resource import Address
from personactl.report.plan.resource_names import called, enumerated
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.printable import one_line
from personactl.sync.status import Looked, Sight, State, Status, Unreachable

_STYLES = {
    State.in_sync: "green",
    State.ahead: "yellow",
    State.behind: "blue",
    State.diverged: "magenta",
    State.conflict: "bold red",
    State.missing: "yellow",
    State.untracked: "red",
    State.no_file: "dim",
}
_MOST_NAMED = 4


def status_table(status: Status, *, own_files: Sequence[Address], width: int | None) -> Table:
    """A row for each of `own_files`, and for what else is not in sync everywhere."""
    rows = [address for address in status.addresses if address in set(own_files) or _stands_out(address, status)]
    columns: list[Column[Address]] = [Column("RESOURCE", called, least=12)]
    columns += [_column(sight, keep=len(status.sights) - at) for at, sight in enumerate(status.sights)]
    return fitted(columns, rows, width)


def status_summary(status: Status) -> Iterator[str]:
    """A sentence to each target, `production: 3 in sync, 1 ahead`, and one more about what only the platform knows."""
    for sight in status.sights:
        if isinstance(sight, Looked):
            found = list(sight.states.values())
            counts = (f"{found.count(state)} {state}" for state in State if state in found)
            yield f"{sight.profile}: {', '.join(counts) or 'nothing to compare'}"
            if sight.unknown:
                names = enumerated([name for name, _ in sight.unknown], _MOST_NAMED)
                yield f"{sight.profile}: no file describes {names} (personactl pull NAME makes one)"
        else:
            yield f"{sight.profile}: {_reason(sight)}: {sight.error.message}"


def _column(sight: Sight, *, keep: int) -> Column[Address]:
    def cell(address: Address) -> Text | None:
        if not isinstance(sight, Looked):
            return Text(_reason(sight), style="bold red")
        state = sight.states.get(address)
        return None if state is None else Text(state.value, style=_STYLES[state])

    return Column(one_line(sight.profile).upper(), cell, keep=keep)


def _reason(sight: Unreachable) -> str:
    """A key that is missing or refused is no matter of the network."""
    return "no access" if isinstance(sight.error, AuthError) else "unreachable"


def _stands_out(address: Address, status: Status) -> bool:
    looked = [sight for sight in status.sights if isinstance(sight, Looked)]
    return any(sight.states.get(address, State.in_sync) is not State.in_sync for sight in looked)
