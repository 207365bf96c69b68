"""A fingerprint identifies a finding across runs: it covers the file, the rule and the words of the line, not its
number.

With it a report can tell new findings from old ones although lines were added above them.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable

from personactl.lint.finding import Finding


def fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return a fingerprint of 32 hexadecimal digits for each finding, in order.

    If several equal lines of a file break the same rule, their order goes into the fingerprint, so all are different.
    """
    earlier: Counter[tuple[str, str, str]] = Counter()
    made = []
    for finding in findings:
        same = (finding.path.as_posix(), finding.code, " ".join(finding.source.split()))
        made.append(_digest(*same, str(earlier[same])))
        earlier[same] += 1
    return tuple(made)


def _digest(*parts: str) -> str:
    """Escape what is not UTF-8, because file names may be any bytes."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]
