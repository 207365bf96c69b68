"""Suggests the name that somebody probably meant, for "Did you mean ...?"."""

from collections.abc import Iterable


def closest_name(name: str, names: Iterable[str]) -> str | None:
    """Return the most similar of `names`, or None if none is similar; case, spaces, `_` and `-` are ignored."""
    by_folded: dict[str, str] = {}
    for candidate in names:
        by_folded.setdefault(_folded(candidate), candidate)
    from difflib import get_close_matches  # slow to import, and most files have no mistake

    close = get_close_matches(_folded(name[:100]), by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None


def _folded(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")
