"""Did you mean: the name that somebody most likely meant, out of those that exist."""

from collections.abc import Iterable


def closest_name(name: str, names: Iterable[str]) -> str | None:
    """The closest of `names`, blind to case, `_` and `-`; None where nothing is close. Ties go to the first name."""
    by_folded: dict[str, str] = {}
    for candidate in names:
        by_folded.setdefault(_folded(candidate), candidate)
    from difflib import get_close_matches  # slow to import, and most files have no mistake

    close = get_close_matches(_folded(name[:100]), by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None


def _folded(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")
