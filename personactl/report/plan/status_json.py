"""How files and targets stand to each other, for programs: every resource, whatever its state."""

from personactl.json_value import JsonObject, JsonValue
from personactl.persona.resource import Address
from personactl.sync.status import ReachedTarget, Status, TargetView


def status_json(status: Status) -> JsonObject:
    """`{"inSync": ..., "targets": [...], "resources": [...]}`. A resource has a state for each target, by profile: one
    of `in sync`, `ahead`, `behind`, `diverged`, `conflict`, `missing`, `untracked`, `no file`; null where the target
    could not be reached or has nothing to do with it."""
    targets: list[JsonValue] = [_target(target) for target in status.targets]
    resources: list[JsonValue] = [_resource(address, status) for address in status.addresses]
    return {"inSync": status.in_sync and not status.unreachable, "targets": targets, "resources": resources}


def _target(target: TargetView) -> JsonObject:
    if isinstance(target, ReachedTarget):
        unknown: list[JsonValue] = [{"name": name, "id": remote_id} for name, remote_id in target.unknown]
        return {
            "profile": target.profile,
            "origin": target.origin,
            "reached": True,
            "error": None,
            "unknownPersonas": unknown,
        }
    error: JsonObject = {
        "code": target.error.code,
        "message": target.error.message,
        "where": target.error.where,
        "next": target.error.hint,
    }
    return {"profile": target.profile, "origin": None, "reached": False, "error": error, "unknownPersonas": []}


def _resource(address: Address, status: Status) -> JsonObject:
    states: JsonObject = {target.profile: _state(address, target) for target in status.targets}
    return {"kind": address.kind, "key": address.key, "states": states}


def _state(address: Address, target: TargetView) -> JsonValue:
    state = target.states.get(address) if isinstance(target, ReachedTarget) else None
    return None if state is None else state.value
