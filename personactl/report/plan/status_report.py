"""The state of every resource on every target: a table with a column per target, and JSON for programs."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from personactl.errors import AuthError
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.resource import Address
from personactl.report.plan.resource_names import resource_name, shortened_list
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
_MAX_NAMES = 4


def status_table(status: Status, *, own_files: Sequence[Address], width: int | None) -> Table:
    """Return a row for each of `own_files`, and for each other resource that is not in sync with every target."""
    rows = [address for address in status.addresses if address in set(own_files) or _is_out_of_sync(address, status)]
    columns: list[Column[Address]] = [Column("RESOURCE", resource_name, min_width=12)]
    columns += [_column(sight, priority=len(status.sights) - at) for at, sight in enumerate(status.sights)]
    return fitted(columns, rows, width)


def status_summary(status: Status) -> Iterator[str]:
    """Yield a sentence per target, `production: 3 in sync, 1 ahead`, and one about its personas without a file."""
    for sight in status.sights:
        if isinstance(sight, Looked):
            found = list(sight.states.values())
            counts = (f"{found.count(state)} {state}" for state in State if state in found)
            yield f"{sight.profile}: {', '.join(counts) or 'nothing to compare'}"
            if sight.unknown:
                names = shortened_list([name for name, _ in sight.unknown], _MAX_NAMES)
                hint = f"personactl pull NAME --profile {sight.profile} creates one"
                yield f"{sight.profile}: no file for {names}; {hint}"
        else:
            yield f"{sight.profile}: {_failure(sight)}: {sight.error.message}"


def _column(sight: Sight, *, priority: int) -> Column[Address]:
    def cell(address: Address) -> Text | None:
        if not isinstance(sight, Looked):
            return Text(_failure(sight), style="bold red")
        state = sight.states.get(address)
        return None if state is None else Text(state.value, style=_STYLES[state])

    return Column(one_line(sight.profile).upper(), cell, priority=priority)


def _failure(sight: Unreachable) -> str:
    """Return why a target has no states; a missing or rejected key is not a network failure."""
    return "no access" if isinstance(sight.error, AuthError) else "unreachable"


def _is_out_of_sync(address: Address, status: Status) -> bool:
    looked = [sight for sight in status.sights if isinstance(sight, Looked)]
    return any(sight.states.get(address, State.in_sync) is not State.in_sync for sight in looked)


def status_json(status: Status) -> JsonObject:
    """Return `{"inSync": ..., "targets": [...], "resources": [...]}`.

    A resource has a state per target, by profile: `in sync`, `ahead`, `behind`, `diverged`, `conflict`, `missing`,
    `untracked` or `no file`. It is null if the target could not be reached or does not concern the resource.
    """
    targets: list[JsonValue] = [_target_json(sight) for sight in status.sights]
    resources: list[JsonValue] = [_resource_json(address, status) for address in status.addresses]
    return {"inSync": status.in_sync and not status.unreachable, "targets": targets, "resources": resources}


def _target_json(sight: Sight) -> JsonObject:
    if isinstance(sight, Looked):
        unknown: list[JsonValue] = [{"name": name, "id": remote_id} for name, remote_id in sight.unknown]
        return {
            "profile": sight.profile,
            "origin": sight.origin,
            "reached": True,
            "error": None,
            "unknownPersonas": unknown,
        }
    error: JsonObject = {
        "code": sight.error.code,
        "message": sight.error.message,
        "where": sight.error.where,
        "next": sight.error.hint,
    }
    return {"profile": sight.profile, "origin": None, "reached": False, "error": error, "unknownPersonas": []}


def _resource_json(address: Address, status: Status) -> JsonObject:
    states: JsonObject = {sight.profile: _state_json(address, sight) for sight in status.sights}
    return {"kind": address.kind, "key": address.key, "states": states}


def _state_json(address: Address, sight: Sight) -> JsonValue:
    state = sight.states.get(address) if isinstance(sight, Looked) else None
    return None if state is None else state.value
