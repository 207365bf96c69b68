"""What a push did, for people: one line per resource that was to be written, a failure with where and what to do."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from rich.text import Text

from personactl.report.plan.resource_names import called
from personactl.report.text.printable import one_line
from personactl.report.text.word_diff_text import hanging
from personactl.sync.apply.outcome import Done, Failed, Outcome, Skipped, WriteStatus

_ORDER = ("created", "updated", "adopted", "replaced", "deleted", "left alone", "failed", "skipped", "in sync")


def outcomes_text(outcomes: Sequence[Outcome], width: int | None = None) -> list[Text]:
    """Nothing for what was in sync or left alone: nothing happened to it. Last what could not be verified. Folded to
    `width` cells; None leaves lines as long as they are."""
    lines = [part for outcome in outcomes for line in _lines(outcome) for part in _folded(line, width)]
    unverified = dict.fromkeys(path for outcome in outcomes for path in _unverified(outcome))
    if unverified:
        fields = one_line(", ".join(unverified))
        lines += _folded(Text(f"  sent, but the platform does not show it again: {fields}", style="dim"), width)
    return lines


def outcomes_summary(outcomes: Sequence[Outcome]) -> str:
    """One sentence: `2 created, 1 failed, 3 in sync`."""
    return tally(Counter(map(counted_as, outcomes))) or "nothing to do"


def tally(counts: Mapping[str, int]) -> str:
    """`counts` are by what `counted_as` says."""
    return ", ".join(f"{counts[name]} {name}" for name in _ORDER if counts.get(name))


def _folded(line: Text, width: int | None) -> Iterator[Text]:
    indent = len(line.plain) - len(line.plain.lstrip())
    return hanging(line[:indent], line[indent:], Text(" " * (indent + 4)), width)


def _lines(outcome: Outcome) -> Iterator[Text]:
    key = (called(outcome.address), "bold")
    match outcome.result:
        case Done("unchanged" | "left"):
            return
        case Done(deed, remote_id):
            yield Text.assemble(("✓ ", "bold green"), key, f"  {deed}  ", (one_line(remote_id), "dim"))
        case Failed(error):
            yield Text.assemble(("✗ ", "bold red"), key, "  failed: ", one_line(error.message))
            yield Text.assemble(("    where: ", "dim"), one_line(error.where))
            yield Text.assemble(("    next: ", "dim"), one_line(error.hint))
        case Skipped(reason):
            yield Text.assemble(("- ", "bold yellow"), key, "  skipped: ", one_line(reason))
        case _:
            assert_never(outcome.result)


def _unverified(outcome: Outcome) -> tuple[str, ...]:
    return outcome.result.unverified if isinstance(outcome.result, Done) else ()


def counted_as(outcome: Outcome) -> str:
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
            return "left alone"
        case _:
            assert_never(deed)
