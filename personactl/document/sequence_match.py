"""Compares two lists of words or lines, in a time that their length bounds.

`difflib` compares every item with all equal items of the other list. In lists that repeat few items that takes minutes.
Such lists are compared by the items that each of them has once; what is between two of these counts as replaced.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

_PAIRS_AN_ITEM: Final = 20
_PAIRS: Final = 200_000
_SHORTEST_WITH_JUNK: Final = 200  # of difflib
_LONGEST: Final = 50_000
"""Number of items from which on only those that a list has once are compared."""


def sequence_matcher(
    old: Sequence[str], new: Sequence[str], *, is_junk: Callable[[str], bool] | None = None, autojunk: bool = True
) -> SequenceMatcher[str]:
    """Return the comparison, whose operations may leave equal items in what they replace."""
    start, end = _alike(old, new)
    if _is_comparable(old[start : len(old) - end], new[start : len(new) - end], is_junk, autojunk=autojunk):
        return SequenceMatcher(is_junk, old, new, autojunk)
    matcher: SequenceMatcher[str] = SequenceMatcher(None, (), ())
    vars(matcher)["opcodes"] = list(_operations(old, new, start, end))  # what `get_opcodes` returns from then on
    return matcher


def _is_comparable(
    old: Sequence[str], new: Sequence[str], is_junk: Callable[[str], bool] | None, *, autojunk: bool
) -> bool:
    """Return whether few enough items of the lists are equal to compare each of them. Junk is not compared."""
    items = len(old) + len(new)
    if items > _LONGEST:
        return False
    counts = Counter(old)
    most = len(new) // 100 + 1 if autojunk and len(new) >= _SHORTEST_WITH_JUNK else len(new)
    pairs = sum(
        number * counts[item]
        for item, number in Counter(new).items()
        if number <= most and item in counts and not (is_junk and is_junk(item))
    )
    return pairs <= max(_PAIRS, items * _PAIRS_AN_ITEM)


def _alike(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return the number of items that are equal at the start and, behind these, at the end."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    rest = most - start
    return start, next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)


def _operations(
    old: Sequence[str], new: Sequence[str], start: int, end: int
) -> "Iterator[tuple[str, int, int, int, int]]":
    """Yield what `SequenceMatcher.get_opcodes` yields."""
    left, right = 0, 0
    for first, second, length in _blocks(old, new, start, end):
        if left < first or right < second:
            kind = "replace" if left < first and right < second else "delete" if left < first else "insert"
            yield kind, left, first, right, second
        left, right = first + length, second + length
        if length:
            yield "equal", first, left, second, right


def _blocks(old: Sequence[str], new: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the places of equal items in both lists with their number, in order, and at last the ends with none."""
    found = [(0, 0, start)] if start else []
    for first, second in _anchors(old, new, start, end):
        at, beside, length = found[-1] if found else (-1, -1, 0)
        if (first, second) == (at + length, beside + length):
            found[-1] = at, beside, length + 1
        else:
            found.append((first, second, 1))
    yield from found
    if end:
        yield len(old) - end, len(new) - end, end
    yield len(old), len(new), 0


def _anchors(old: Sequence[str], new: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
    """Return the places of the items that both lists have once: as many of them as come in the same order."""
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    once_old, once_new = Counter(inner_old), Counter(inner_new)
    places = {item: at for at, item in enumerate(inner_new) if once_new[item] == 1}
    pairs = [(at, places[item]) for at, item in enumerate(inner_old) if once_old[item] == 1 and item in places]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(ends, place)
        before.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [place]
        last[at : at + 1] = [number]
    chosen: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chosen.append((pairs[number][0] + start, pairs[number][1] + start))
        number = before[number]
    return chosen[::-1]
