"""A piece of a text that was found, and what might stand there instead."""

from collections.abc import Iterable, Iterator

import msgspec


class Stretch(msgspec.Struct, frozen=True):
    """`text[start:end]`, in code points. `what` is for a message; `instead` is None where nobody can tell."""

    start: int
    end: int
    what: str
    instead: str | None = None

    def touches(self, other: "Stretch") -> bool:
        return self.start < other.end and other.start < self.end


def apart(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """In the order of the text, without those that overlap an earlier one; of two that begin together, the longer."""
    end = 0
    for stretch in sorted(stretches, key=lambda stretch: (stretch.start, -stretch.end)):
        if stretch.start >= end:
            yield stretch
            end = stretch.end


def beside(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> Iterator[Stretch]:
    """Those of `stretches` that overlap none of `taken`."""
    taken = tuple(taken)
    return (stretch for stretch in stretches if not any(stretch.touches(other) for other in taken))


def without(text: str, start: int, end: int, what: str) -> Stretch:
    """The stretch to delete so that `text[start:end]` is gone and no doubled or dangling space is left in its place."""
    before = start > 0 and text[start - 1] in " \t"
    after = end == len(text) or text[end] in " \t\r\n,.;:!?…。、！？，"
    if before and after:
        start = len(text[:start].rstrip(" \t"))
    elif (start == 0 or text[start - 1] == "\n") and end < len(text) and text[end] in " \t":
        end = len(text) - len(text[end:].lstrip(" \t"))
    return Stretch(start, end, what, "")
