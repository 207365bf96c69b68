"""How files and targets stand to each other, for programs: every resource, whatever its state."""

from personactl.json_value import JsonObject, JsonValue
from personactl.persona.resource import Address
from personactl.sync.status import Looked, Sight, Status


def status_json(status: Status) -> JsonObject:
    """`{"inSync": ..., "targets": [...], "resources": [...]}`. A resource has a state for each target, by profile: one
    of `in sync`, `ahead`, `behind`, `diverged`, `conflict`, `missing`, `untracked`, `no file`; null where the target
    could not be reached or has nothing to do with it."""
    targets: list[JsonValue] = [_target(sight) for sight in status.sights]
    resources: list[JsonValue] = [_resource(address, status) for address in status.addresses]
    return {"inSync": status.in_sync and not status.unreachable, "targets": targets, "resources": resources}


def _target(sight: Sight) -> JsonObject:
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


def _resource(address: Address, status: Status) -> JsonObject:
    states: JsonObject = {sight.profile: _state(address, sight) for sight in status.sights}
    return {"kind": address.kind, "key": address.key, "states": states}


def _state(address: Address, sight: Sight) -> JsonValue:
    state = sight.states.get(address) if isinstance(sight, Looked) else None
    return None if state is None else state.value
