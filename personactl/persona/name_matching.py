"""Find the entries of a catalogue that a name in a file refers to. The caller decides what no match or several mean."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from personactl.document.suggestion import closest_names

Entry = TypeVar("Entry")

_CUTOFF: Final = 0.6
"""Names are short, so that one wrong letter of five makes a difference of a third."""


def matching_entries(name: str, entries: Iterable[Entry], names: Callable[[Entry], Iterable[str]]) -> list[Entry]:
    """Return the entries that have `name` as a whole name, or else those with a name that begins with its words.

    names: gives the names of an entry
    """
    every, words = tuple(entries), _words(name)
    if not words:
        return []
    whole = [entry for entry in every if words in map(_words, names(entry))]
    return whole or [entry for entry in every if any(_words(full)[: len(words)] == words for full in names(entry))]


def similar_names(name: str, names: Iterable[Iterable[str]]) -> list[str]:
    """Return at most three names that `name` may be a misspelling of, the most similar first.

    names: the names of each entry, the one to show first. A long name is also compared by its first words, as many as
        `name` has, because people type those.
    """
    typed = _words(name)
    shown: dict[str, str] = {}
    for first, *more in names:
        for one in (first, *more):
            words = _words(one)
            if words and typed:
                shown.setdefault(" ".join(words), first or one)
                shown.setdefault(" ".join(words[: len(typed)]), first or one)
    return list(dict.fromkeys(shown[near] for near in closest_names(" ".join(typed), shown, cutoff=_CUTOFF)))


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a name. Case and the punctuation between words do not matter."""
    return tuple("".join(c if c.isalnum() or c == "." else " " for c in text.casefold()).split())
