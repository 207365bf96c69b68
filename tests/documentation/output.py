"""Compares the output that a document shows with the output of a run.

Ids, moments, durations and ports differ from run to run, so any of them equals any other of its kind. They also change
the widths of table columns, so the number of blanks is not compared in a row that contains one.
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
    """Return whether `shown` equals `printed`, except for values that differ between runs and blanks at line ends."""
    return normal(shown) == normal(printed)


def normal(lines: Sequence[str]) -> str:
    """Return `lines` with placeholders for values that differ between runs."""
    text = replaced = "\n".join(line.rstrip() for line in lines)
    for pattern, name in _PLACEHOLDERS:
        replaced = pattern.sub(name, replaced)
    return re.sub(r" {2,}", "  ", replaced) if replaced != text else text
