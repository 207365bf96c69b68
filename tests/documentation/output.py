"""Compare the output that a document shows with the output of a run.

These differ from run to run, and any one stands for any other: ids, moments, durations, ports, and the number of blanks
between columns in a line that holds one of them.
"""

import re
from collections.abc import Sequence

_PLACEHOLDERS = (
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "<id>"),
    (re.compile(r"(?<=session transcript )[0-9a-f]{8}\b"), "<id>"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"), "<moment>"),
    (re.compile(r"\b(?:\d+m)?\d+(?:\.\d+)?m?s\b"), "<duration>"),
    (re.compile(r"(?<=127\.0\.0\.1:)\d+"), "<port>"),
)


def same(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether `shown` is `printed` but for what differs from run to run."""
    return [normal(line) for line in shown] == [normal(line) for line in printed]


def normal(line: str) -> str:
    """`line` with its placeholders, and without blanks at its end, which editors remove."""
    replaced = line.rstrip()
    for pattern, name in _PLACEHOLDERS:
        replaced = pattern.sub(name, replaced)
    return re.sub(r" {2,}", "  ", replaced) if replaced != line.rstrip() else replaced
