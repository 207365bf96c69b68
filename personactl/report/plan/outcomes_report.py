"""The outcomes of a push: a line per written resource and the details of failures for people, JSON for programs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from rich.text import Text

from personactl.json_value import JsonObject, JsonValue
from personactl.report.error_json import error_json, error_lines
from personactl.report.plan.resource_names import resource_name
from personactl.report.text.printable import one_line
from personactl.report.text.styled import hanging_indent
from personactl.sync.apply.outcome import Done, Failed, Outcome, Skipped, WriteStatus

_ORDER = ("created", "updated", "adopted", "replaced", "deleted", "drift left alone", "failed", "skipped", "in sync")


def outcomes_text(outcomes: Sequence[Outcome], width: int | None = None) -> list[Text]:
    """Return a line per outcome, then the fields that could not be verified; folded to `width` cells unless it is None.

    Resources that were in sync, and drift that was left alone, have no line.
    """
    lines = [part for outcome in outcomes for line in _lines(outcome) for part in _folded(line, width)]
    unverified = dict.fromkeys(path for outcome in outcomes for path in _unverified(outcome))
    if unverified:
        fields = one_line(", ".join(unverified))
        lines += _folded(
            Text(f"  sent, but not verified because the platform does not return it: {fields}", style="dim"), width
        )
    return lines


def outcomes_summary(outcomes: Sequence[Outcome]) -> str:
    """Return one sentence such as `2 created, 1 failed, 3 in sync`."""
    return tally(Counter(map(outcome_label, outcomes))) or "nothing to do"


def tally(counts: Mapping[str, int]) -> str:
    """Return `counts` as text; its keys are the labels that `outcome_label` returns."""
    return ", ".join(f"{counts[name]} {name}" for name in _ORDER if counts.get(name))


def _folded(line: Text, width: int | None) -> Iterator[Text]:
    indent = len(line.plain) - len(line.plain.lstrip())
    return hanging_indent(line[:indent], line[indent:], Text(" " * (indent + 4)), width)


def _lines(outcome: Outcome) -> Iterator[Text]:
    key = (resource_name(outcome.address), "bold")
    match outcome.result:
        case Done("unchanged" | "left"):
            return
        case Done(deed, remote_id):
            yield Text.assemble(("✓ ", "bold green"), key, f"  {deed}  ", (one_line(remote_id), "dim"))
        case Failed(error):
            message, where, hint = map(one_line, error_lines(error))
            yield Text.assemble(("✗ ", "bold red"), key, "  failed: ", message)
            yield Text.assemble(("    where: ", "dim"), where)
            yield Text.assemble(("    next: ", "dim"), hint)
        case Skipped(reason):
            yield Text.assemble(("- ", "bold yellow"), key, "  skipped: ", one_line(reason))
        case _:
            assert_never(outcome.result)


def _unverified(outcome: Outcome) -> tuple[str, ...]:
    return outcome.result.unverified if isinstance(outcome.result, Done) else ()


def outcome_label(outcome: Outcome) -> str:
    """Return the word under which `tally` counts the outcome."""
    match outcome.result:
        case Done(deed):
            return _deed(deed)
        case Failed():
            return "failed"
        case Skipped():
            return "skipped"
        case _:
            assert_never(outcome.result)


def _deed(deed: WriteStatus) -> str:
    match deed:
        case "created" | "updated" | "adopted" | "replaced" | "deleted":
            return deed
        case "unchanged":
            return "in sync"
        case "left":
            return "drift left alone"
        case _:
            assert_never(deed)


def outcomes_json(outcomes: Sequence[Outcome]) -> list[JsonValue]:
    """Return one object per outcome, in the order given and all of one shape.

    `outcome` is what was done, `failed` or `skipped`. `remoteId` is null for these two, `error` unless it failed,
    `reason` unless it was skipped.
    """
    return [_outcome_json(outcome) for outcome in outcomes]


def _outcome_json(outcome: Outcome) -> JsonObject:
    head: JsonObject = {"kind": outcome.address.kind, "key": outcome.key, "path": outcome.path, "name": outcome.name}
    match outcome.result:
        case Done(deed, remote_id, unverified):
            return {**head, **_result_json(deed, remote_id=remote_id, unverifiable=unverified)}
        case Failed(error):
            return {**head, **_result_json("failed", error=error_json(error))}
        case Skipped(reason):
            return {**head, **_result_json("skipped", reason=reason)}
        case _:
            assert_never(outcome.result)


def _result_json(
    outcome: str,
    *,
    remote_id: str | None = None,
    unverifiable: tuple[str, ...] = (),
    error: JsonObject | None = None,
    reason: str | None = None,
) -> JsonObject:
    return {
        "outcome": outcome,
        "remoteId": remote_id,
        "unverifiable": list(unverifiable),
        "error": error,
        "reason": reason,
    }
