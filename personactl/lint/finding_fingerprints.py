"""What makes a finding the same finding tomorrow: its file, its rule and the words of its line, not where that stands.

So a report can tell new findings from old ones although lines were added above them.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable

from personactl.lint.finding import Finding


def fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """One for each, in the order given: 32 hexadecimal digits.

    Equal lines of a file that break the same rule are told apart by their order, so all are different in a report.
    """
    earlier: Counter[tuple[str, str, str]] = Counter()
    made = []
    for finding in findings:
        same = (finding.path.as_posix(), finding.code, " ".join(finding.source.split()))
        made.append(_digest(*same, str(earlier[same])))
        earlier[same] += 1
    return tuple(made)


def _digest(*parts: str) -> str:
    """File names need not be UTF-8: what is not is taken by its escape."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]
