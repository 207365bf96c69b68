"""What was overwritten on platforms, for programs: the runs in one document, a run with all its values in another."""

from collections.abc import Sequence

from personactl.json_value import JsonObject, JsonValue
from personactl.report.plan.history_report import Listed
from personactl.report.plan.masking import masked_value
from personactl.report.text.times import instant
from personactl.state.history import Damaged, Kept, Run


def history_json(listed: Sequence[Listed], damaged: Sequence[Damaged]) -> JsonObject:
    """`{"runs": [...], "damaged": [...]}`; the items of a run come without their values."""
    runs: list[JsonValue] = [{**_head(each.run), "items": [_item(kept) for kept in each.kept]} for each in listed]
    broken: list[JsonValue] = [
        {"run": each.number, "file": str(each.path), "reason": each.error.message} for each in damaged
    ]
    return {"runs": runs, "damaged": broken}


def run_json(listed: Listed) -> JsonObject:
    """One run; each item has its `updatedAt` and `values` too, and a document the digest of its content.
    Secrets in texts are masked."""
    items: list[JsonValue] = [_whole(kept) for kept in listed.kept]
    return {**_head(listed.run), "items": items}


def _head(run: Run) -> JsonObject:
    about = run.about
    return {
        "run": run.number,
        "startedAt": instant(about.started_at),
        "command": about.command,
        "profile": about.profile,
        "origin": about.origin,
    }


def _item(kept: Kept) -> JsonObject:
    return {
        "kind": kept.address.kind,
        "key": kept.address.key,
        "name": kept.name,
        "id": kept.remote_id,
        "deed": kept.deed,
    }


def _whole(kept: Kept) -> JsonObject:
    return {
        **_item(kept),
        "updatedAt": kept.updated_at,
        "values": masked_value(dict(kept.values)),
        "sha256": kept.sha256,
    }
