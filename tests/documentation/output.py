"""Compare the output that a document shows with the output of a run.

These differ from run to run, and any one stands for any other: ids, moments, durations and ports. They also move the
columns of a table, so the number of blanks in a row is not compared where there is one of them.
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
    """Whether `shown` is `printed` but for what differs from run to run, and for blanks at the ends of lines."""
    return normal(shown) == normal(printed)


def normal(lines: Sequence[str]) -> str:
    """`lines` with placeholders."""
    text = replaced = "\n".join(line.rstrip() for line in lines)
    for pattern, name in _PLACEHOLDERS:
        replaced = pattern.sub(name, replaced)
    return re.sub(r" {2,}", "  ", replaced) if replaced != text else text
