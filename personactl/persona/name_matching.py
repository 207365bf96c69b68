"""What a name in a file means among the names of a catalogue. Whoever has the catalogue decides what to say."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Entry = TypeVar("Entry")


def meant(name: str, entries: Iterable[Entry], names: Callable[[Entry], Iterable[str]]) -> list[Entry]:
    """Those of `entries` that `name` is a whole name of, or failing that, the words that a name begins with."""
    known, wanted = tuple(entries), _words(name)
    whole = [one for one in known if wanted in map(_words, names(one))]
    return whole or [one for one in known if any(_words(full)[: len(wanted)] == wanted for full in names(one))]


def _words(text: str) -> tuple[str, ...]:
    """The words of a name; case and the punctuation between them mean nothing."""
    return tuple("".join(c if c.isalnum() or c == "." else " " for c in text.casefold()).split())
