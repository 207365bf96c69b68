"""Limits how many findings of one rule are reported in one file.

Nobody reads ten thousand of them. Each costs time and memory in every report, and a file can be made to have millions.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from personactl.document.line_index import SourcePart
from personactl.lint.finding import RuleFinding

MOST: Final = 1000


def limited(findings: Iterable[tuple[RuleFinding, SourcePart]]) -> Iterator[tuple[RuleFinding, SourcePart]]:
    """Yield the first findings of each rule in each file; the hint of the last one says how many there are beside."""
    several = list(findings)
    if len(several) <= MOST:
        yield from several
        return
    totals = Counter((one.path, one.code) for one, _ in several)
    seen: Counter[tuple[object, str]] = Counter()
    for one, source in several:
        key = one.path, one.code
        seen[key] += 1
        left = totals[key] - MOST
        if seen[key] < MOST or (seen[key] == MOST and not left):
            yield one, source
        elif seen[key] == MOST:
            more = f"{one.hint} {left} more findings of {one.code} in this file are not shown.".lstrip()
            yield one._replace(hint=more), source
