"""Which line of an old passage became which of a new one, when both were rewritten: in order, and alike."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

_LEAST_ALIKE: Final = 0.5
"""Below this two lines have too little in common to be the same one."""
_MOST_PAIRS: Final = 2_500


def paired(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> Iterator[tuple[int | None, int | None]]:
    """Index of an old and of a new line, each once and in order; None for a line that has no counterpart.

    Lines are given as their words. Too many of them are not looked at: the old ones then go before the new ones come.
    """
    pairs = _best(before, after) if len(before) * len(after) <= _MOST_PAIRS else ()
    old = new = 0
    for one, other in (*pairs, (len(before), len(after))):
        yield from ((index, None) for index in range(old, one))
        yield from ((None, index) for index in range(new, other))
        if one < len(before):
            yield one, other
        old, new = one + 1, other + 1


def _best(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """The pairs whose likeness adds up to most; `gained[i][j]` is what lines from `i` and `j` on can add up to."""
    likeness = [[_likeness(one, other) for other in after] for one in before]
    gained = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            gained[i][j] = max(gained[i + 1][j], gained[i][j + 1], likeness[i][j] + gained[i + 1][j + 1])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(before) and j < len(after):
        if likeness[i][j] and gained[i][j] == likeness[i][j] + gained[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif gained[i][j] == gained[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of words that both have, 0 where it is too little."""
    shared = sum((Counter(one) & Counter(other)).values())
    share = 2 * shared / max(1, len(one) + len(other))
    return share if share >= _LEAST_ALIKE else 0.0
