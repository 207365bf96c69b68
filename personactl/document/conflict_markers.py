"""The markers that git and `--on-conflict merge` leave where both sides changed the same lines."""

import re
from typing import Final

from personactl.pattern import Pattern

_SIDE: Final = Pattern(r"^[ \t]*(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_START: Final = Pattern(r"^[ \t]*<{7} .*$", re.MULTILINE)


def conflicts(text: str) -> list[tuple[int, int]]:
    """Return start and end of the first marker of each conflict in `text`; of what is left of the markers if there is
    no first one. A line of `=` alone does not count, because it also underlines headings."""
    found = list(_START.finditer(text)) or list(_SIDE.finditer(text))
    return [(match.end() - len(match[0].lstrip()), match.end()) for match in found]


def conflict_lines(text: str) -> list[int]:
    """Return the numbers of the lines at which `conflicts` begin, counted from 1."""
    return [text.count("\n", 0, start) + 1 for start, _ in conflicts(text)]
