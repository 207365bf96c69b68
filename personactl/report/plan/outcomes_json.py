"""What a push did, for programs: one object per persona of the plan, in its order, all of one shape."""

from collections.abc import Sequence
from typing import assert_never

from personactl.errors import PersonactlError
from personactl.json_value import JsonObject, JsonValue
from personactl.sync.apply.outcome import Done, Failed, Outcome, Skipped


def outcomes_json(outcomes: Sequence[Outcome]) -> list[JsonValue]:
    """`status` is done, failed or skipped; `deed`, `remoteId` go with done, `error` with failed, `reason` with
    skipped, and are null elsewhere."""
    return [_outcome(outcome) for outcome in outcomes]


def _outcome(outcome: Outcome) -> JsonObject:
    head: JsonObject = {"kind": outcome.address.kind, "key": outcome.key, "path": outcome.path, "name": outcome.name}
    match outcome.result:
        case Done(deed, remote_id, unverified):
            return {**head, **_result("done", deed=deed, remote_id=remote_id, unverified=unverified)}
        case Failed(error):
            return {**head, **_result("failed", error=_error(error))}
        case Skipped(reason):
            return {**head, **_result("skipped", reason=reason)}
        case _:
            assert_never(outcome.result)


def _result(
    status: str,
    *,
    deed: str | None = None,
    remote_id: str | None = None,
    unverified: tuple[str, ...] = (),
    error: JsonObject | None = None,
    reason: str | None = None,
) -> JsonObject:
    return {
        "status": status,
        "deed": deed,
        "remoteId": remote_id,
        "unverified": list(unverified),
        "error": error,
        "reason": reason,
    }


def _error(error: PersonactlError) -> JsonObject:
    return {
        "code": error.code,
        "message": error.message,
        "where": error.where,
        "hint": error.hint,
        "exitStatus": error.exit_status,
    }
