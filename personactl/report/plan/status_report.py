"""The state of every resource on every target: a table with a column per target, and JSON for programs."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from personactl.command_hint import command_hint
from personactl.errors import AuthError, UntrustedError
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import Address
from personactl.report.answer_json import word_json
from personactl.report.error_json import error_json, error_lines
from personactl.report.plan.resource_names import resource_name, shortened_list
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.printable import one_line
from personactl.sync.plan.item_state import State
from personactl.sync.status import ReachedTarget, Status, TargetView, UnreachableTarget

_STYLES = {
    State.to_create: "green",
    State.to_update: "yellow",
    State.diverged: "magenta",
    State.to_adopt: "yellow",
    State.to_replace: "yellow",
    State.to_delete: "red",
    State.drift: "blue",
    State.conflict: "bold red",
    State.name_taken: "red",
    State.missing: "red",
    State.no_file: "dim",
    State.in_sync: "dim",
}
_MAX_NAMES = 4


def status_table(status: Status, *, own_files: Sequence[Address], width: int | None) -> Table:
    """Return a row for each of `own_files`, and for each other resource that is not in sync with every target."""
    rows = [address for address in status.addresses if address in set(own_files) or _is_out_of_sync(address, status)]
    columns: list[Column[Address]] = [Column("RESOURCE", resource_name)]
    columns += [_column(target) for target in status.targets]
    return fitted(columns, rows, width)


def status_summary(status: Status) -> Iterator[str]:
    """Yield a sentence per target, `production: 1 to update, 3 in sync`, and one about its personas without a file."""
    for target in status.targets:
        if isinstance(target, ReachedTarget):
            found = list(target.states.values())
            counts = (f"{found.count(state)} {state}" for state in State if state in found)
            yield f"{target.profile}: {', '.join(counts) or 'nothing to compare'}"
            if target.unknown:
                names = shortened_list([name for name, _ in target.unknown], _MAX_NAMES)
                hint = f"{command_hint('pull', 'NAME', profile=target.profile)} creates one"
                yield f"{target.profile}: no file for {names}; {hint}"
        else:
            yield f"{target.profile}: {_failure(target)}: {error_lines(target.error)[0]}"
            if (
                isinstance(target.error, UntrustedError) and target is not status.unreachable[0]
            ):  # the error has its own
                yield f"{target.profile}: {target.error.hint}"


def _column(target: TargetView) -> Column[Address]:
    def cell(address: Address) -> Text | None:
        if not isinstance(target, ReachedTarget):
            return Text(_failure(target), style="bold red")
        state = target.states.get(address)
        return None if state is None else Text(state.value, style=_STYLES[state])

    return Column(one_line(target.profile).upper(), cell)


def _failure(target: UnreachableTarget) -> str:
    """Return why a target has no states; a missing or rejected key is not a network failure."""
    return "no access" if isinstance(target.error, AuthError) else "unreachable"


def _is_out_of_sync(address: Address, status: Status) -> bool:
    reached = [target for target in status.targets if isinstance(target, ReachedTarget)]
    return any(target.states.get(address, State.in_sync) is not State.in_sync for target in reached)


def status_json(status: Status) -> JsonObject:
    """Return `{"inSync": ..., "targets": [...], "resources": [...]}`.

    A resource has a state per target, by profile: one of `State`.
    It is null if the target could not be reached or does not concern the resource.
    """
    targets: list[JsonValue] = [_target_json(target) for target in status.targets]
    resources: list[JsonValue] = [_resource_json(address, status) for address in status.addresses]
    return {"inSync": status.in_sync and not status.unreachable, "targets": targets, "resources": resources}


def _target_json(target: TargetView) -> JsonObject:
    if isinstance(target, ReachedTarget):
        unmanaged: list[JsonValue] = [
            {"personaId": remote_id, "personaName": name or None} for name, remote_id in target.unknown
        ]
        return {
            "profile": target.profile,
            "origin": target.origin,
            "reached": True,
            "error": None,
            "unmanagedPersonas": unmanaged,
        }
    error = error_json(target.error)
    return {"profile": target.profile, "origin": None, "reached": False, "error": error, "unmanagedPersonas": []}


def _resource_json(address: Address, status: Status) -> JsonObject:
    states: JsonObject = {target.profile: _state_json(address, target) for target in status.targets}
    return {"kind": address.kind, "key": address.key, "states": states}


def _state_json(address: Address, target: TargetView) -> JsonValue:
    state = target.states.get(address) if isinstance(target, ReachedTarget) else None
    return None if state is None else word_json(state.value)
