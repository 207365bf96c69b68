"""How files and targets stand to each other, as a table: one row to a resource, one column to a target."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from personactl.errors import AuthError
from personactl.persona.resource import Address
from personactl.report.plan.resource_names import called, enumerated
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.printable import one_line
from personactl.sync.status import ReachedTarget, State, Status, TargetView, UnreachableTarget

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
    columns += [_column(target, keep=len(status.targets) - at) for at, target in enumerate(status.targets)]
    return fitted(columns, rows, width)


def status_summary(status: Status) -> Iterator[str]:
    """A sentence to each target, `production: 3 in sync, 1 ahead`, and one more about what only the platform knows."""
    for target in status.targets:
        if isinstance(target, ReachedTarget):
            found = list(target.states.values())
            counts = (f"{found.count(state)} {state}" for state in State if state in found)
            yield f"{target.profile}: {', '.join(counts) or 'nothing to compare'}"
            if target.unknown:
                names = enumerated([name for name, _ in target.unknown], _MOST_NAMED)
                yield f"{target.profile}: no file describes {names} (personactl pull NAME makes one)"
        else:
            yield f"{target.profile}: {_reason(target)}: {target.error.message}"


def _column(target: TargetView, *, keep: int) -> Column[Address]:
    def cell(address: Address) -> Text | None:
        if not isinstance(target, ReachedTarget):
            return Text(_reason(target), style="bold red")
        state = target.states.get(address)
        return None if state is None else Text(state.value, style=_STYLES[state])

    return Column(one_line(target.profile).upper(), cell, keep=keep)


def _reason(target: UnreachableTarget) -> str:
    """A key that is missing or refused is no matter of the network."""
    return "no access" if isinstance(target.error, AuthError) else "unreachable"


def _stands_out(address: Address, status: Status) -> bool:
    looked = [target for target in status.targets if isinstance(target, ReachedTarget)]
    return any(target.states.get(address, State.in_sync) is not State.in_sync for target in looked)
