"""Of several findings about one value, only the one that says most about it is reported.

A value that is a placeholder or has the wrong form is also unknown to the catalogue, out of a provider's range and so
on. Who corrects it corrects all of that. Secrets and hidden text are always reported, because they need more than a
correction.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from personactl.document.node import Place, Span
from personactl.lint.finding import Finding, Severity

_ORDER: Final = (
    *("Y008", "Y013", "P427", "R206", "P411", "P412"),
    *("S107", "S104", "S109", "S106", "S105", "S110", "N702", "R208"),
)
"""The rules about a value as a whole; the first one says most."""
_ALWAYS: Final = ("X", "L651", "Y")
_SEVERITIES: Final = (Severity.error, Severity.warning, Severity.info)
_LONGEST: Final = 120
"""Number of characters of a value up to which a finding inside it is about the value as a whole."""


def one_per_value(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings in order, without those whose value has a finding that says more."""
    findings = tuple(findings)
    if not any(one.code in _ORDER for one in findings):
        return findings
    lines: dict[tuple[Path, int], list[Finding]] = {}
    for one in findings:
        lines.setdefault((one.path, one.span.start.line), []).append(one)
    hidden = {id(one) for beside in lines.values() if len(beside) > 1 for one in _hidden(beside)}
    return tuple(one for one in findings if id(one) not in hidden)


def _hidden(beside: list[Finding]) -> Iterator[Finding]:
    """Yield the findings to hide among those of one line."""
    in_order = sorted(beside, key=_column)
    columns = [_column(one) for one in in_order]
    done: set[int] = set()
    for best in sorted((one for one in beside if one.code in _ORDER), key=_rank):
        if id(best) in done:
            continue
        done.add(id(best))
        near = slice(
            bisect_left(columns, _column(best) - _LONGEST - 1), bisect_right(columns, _column(best) + _LONGEST + 1)
        )
        for one in in_order[near]:
            if id(one) not in done and one.code != best.code and _same_value(best, one):
                done.add(id(one))
                yield one


def _column(finding: Finding) -> int:
    return finding.span.start.column


def _rank(finding: Finding) -> tuple[int, int]:
    """A finding that fails a run is never hidden by one that does not."""
    return _SEVERITIES.index(finding.severity), _ORDER.index(finding.code)


def _same_value(one: Finding, other: Finding) -> bool:
    if other.code.startswith(_ALWAYS):
        return False
    small, large = sorted((one.span, other.span), key=_length)
    if _near(large.start, small.start) and _near(small.end, large.end):
        return True
    # A text that is too long, or of the wrong form, may have further mistakes in it.
    inside = large.start <= small.start and small.end <= large.end
    return inside and _is_short(large) and "S110" not in {one.code, other.code}


def _near(left: Place, right: Place) -> bool:
    """Return whether at most a quote is between the two places."""
    return left.line == right.line and 0 <= right.column - left.column <= 1


def _is_short(span: Span) -> bool:
    return span.start.line == span.end.line and span.end.column - span.start.column <= _LONGEST


def _length(span: Span) -> tuple[int, int]:
    lines = span.end.line - span.start.line
    return lines, span.end.column - (span.start.column if lines == 0 else 0)
