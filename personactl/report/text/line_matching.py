"""Match the lines of an old and a new passage by their similarity, in order."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

_MIN_SIMILARITY: Final = 0.5
"""Below this share of common words, two lines are different lines."""
_MAX_PAIRS: Final = 2_500


def match_lines(
    before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]
) -> Iterator[tuple[int | None, int | None]]:
    """Yield the indices of an old line and the new line that it became; None for a line without a counterpart.

    Each index occurs once, in order. Passages with too many lines are not compared: all old lines come first, then all
    new ones.

    before: the old lines, each as its words.
    after: the new lines, each as its words.
    """
    pairs = _best_pairs(before, after) if len(before) * len(after) <= _MAX_PAIRS else ()
    old = new = 0
    for one, other in (*pairs, (len(before), len(after))):
        yield from ((index, None) for index in range(old, one))
        yield from ((None, index) for index in range(new, other))
        if one < len(before):
            yield one, other
        old, new = one + 1, other + 1


def _best_pairs(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Return the pairs with the highest total similarity.

    `totals[i][j]` is the highest total for the old lines from `i` on and the new lines from `j` on.
    """
    similarity = [[_similarity(one, other) for other in after] for one in before]
    totals = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            totals[i][j] = max(totals[i + 1][j], totals[i][j + 1], similarity[i][j] + totals[i + 1][j + 1])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(before) and j < len(after):
        if similarity[i][j] and totals[i][j] == similarity[i][j] + totals[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif totals[i][j] == totals[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the share of common words, or 0 if it is below the minimum."""
    shared = sum((Counter(one) & Counter(other)).values())
    share = 2 * shared / max(1, len(one) + len(other))
    return share if share >= _MIN_SIMILARITY else 0.0
