"""Two pieces of work on the same files, done at once: what a file holds is read and parsed a single time then, and
processes are started a single time.

Whoever asks for the first sees nothing of the second, whose results are picked up afterwards.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from personactl.parallel import nothing, shared

_First = TypeVar("_First")
_Second = TypeVar("_Second")


class SharedReading(Generic[_Second]):
    """`share` is a `Sharing`. What the `second` work gives is in `found`, by the paths that it takes."""

    def __init__(
        self,
        second: Callable[[Path], _Second],
        names: Mapping[Path, Path],
        meanwhile: Callable[[], None] = nothing,
    ) -> None:
        """`names` has the path that the second work takes for each file that it is to be done on, by the path that the
        first one takes."""
        self.found: dict[Path, _Second] = {}
        self._second = second
        self._names = names
        self._meanwhile = meanwhile

    def share(self, work: Callable[[Path], _First], items: Sequence[Path], processes: int) -> Iterator[_First]:
        pairs = [(path, self._names.get(path)) for path in items]
        both = partial(_both, work, self._second)
        for (_, name), (first, second) in zip(pairs, shared(both, pairs, processes, self._meanwhile), strict=True):
            if name is not None and second is not None:
                self.found[name] = second
            yield first


def _both(
    first: Callable[[Path], _First], second: Callable[[Path], _Second], names: tuple[Path, Path | None]
) -> tuple[_First, _Second | None]:
    path, other = names
    return first(path), None if other is None else second(other)
