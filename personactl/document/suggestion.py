"""Suggests similar names for messages such as "did you mean ...?"."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_CUTOFF: Final = 0.7
_LONGEST_NAME: Final = 100
_MOST_NAMES: Final = 200


def closest_name(name: str, names: Iterable[str]) -> str | None:
    """Return the most similar of `names`, or None if none is similar."""
    return next(iter(closest_names(name, names, limit=1)), None)


def closest_names(name: str, names: Iterable[str], limit: int = 3, *, cutoff: float = _CUTOFF) -> list[str]:
    """Return at most `limit` similar names, the most similar first. Case, spaces, `_` and `-` are ignored.

    cutoff: how similar a name must be: from 0, which every name is, to 1, which only the same name is.
    """
    by_folded: dict[str, str] = {}
    for candidate in names:
        by_folded.setdefault(_folded(candidate), candidate)
    folded = _folded(name[:_LONGEST_NAME])
    if len(by_folded) > _MOST_NAMES:  # then the most alike in length and beginning are compared
        nearest = sorted(by_folded, key=lambda other: (other[:1] != folded[:1], abs(len(other) - len(folded))))
        by_folded = {other: by_folded[other] for other in nearest[:_MOST_NAMES]}
    return [by_folded[other] for other in _close(folded, tuple(by_folded), limit, cutoff)]


@lru_cache(maxsize=1024)  # the rounds of --fix ask for the same names again
def _close(folded: str, names: tuple[str, ...], limit: int, cutoff: float) -> list[str]:
    from difflib import get_close_matches  # slow to import, and most files have no mistake

    return get_close_matches(folded, names, n=limit, cutoff=cutoff)


def _folded(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")
