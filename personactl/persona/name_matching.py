"""Find the entries of a catalogue that a name in a file refers to. The caller decides what no match or several mean."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Entry = TypeVar("Entry")


def matching_entries(name: str, entries: Iterable[Entry], names: Callable[[Entry], Iterable[str]]) -> list[Entry]:
    """Return the entries that have `name` as a whole name, or else those with a name that begins with its words.

    names: gives the names of an entry
    """
    every, words = tuple(entries), _words(name)
    whole = [entry for entry in every if words in map(_words, names(entry))]
    return whole or [entry for entry in every if any(_words(full)[: len(words)] == words for full in names(entry))]


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a name. Case and the punctuation between words do not matter."""
    return tuple("".join(c if c.isalnum() or c == "." else " " for c in text.casefold()).split())
