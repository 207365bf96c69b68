"""The files and folders that a pattern with `*`, `?`, `[...]` and `**` matches.

`Path.glob` looks at a folder once for each way in which several `**` can lead to it: `**/**/**/**` takes minutes where
`**` takes a moment. Here a folder is looked at once, with all the parts of the pattern that may go on in it.
"""

import os
import re
from collections.abc import Iterator
from fnmatch import translate
from itertools import groupby
from pathlib import Path
from typing import Final, TypeAlias

_ANY_DEPTH: Final = "**"
_NOTHING: Final = re.compile(r"(?!)")
_Parts: TypeAlias = tuple[re.Pattern[str] | None, ...]
"""The parts of a pattern; None for `**`."""


def glob(top: Path, pattern: str) -> Iterator[Path]:
    """Yield what a relative pattern matches below `top`, as `Path.glob` does."""
    parts = list(_parts(Path(pattern)))
    if parts.count(_ANY_DEPTH) < 2:
        yield from top.glob(str(Path(*parts)))
        return
    compiled = tuple(None if part == _ANY_DEPTH else re.compile(translate(part)) for part in parts)
    yield from _below(top, compiled, _with_skipped(compiled, {0}))


def _parts(pattern: Path) -> Iterator[str]:
    """Yield the parts, with one `**` for several in a row."""
    for part, same in groupby(pattern.parts):
        yield from [part] if part == _ANY_DEPTH else same


def _below(folder: Path, parts: _Parts, reached: frozenset[int]) -> Iterator[Path]:
    """Yield the matches in a folder and below it.

    reached: the numbers of the parts that may go on there.
    """
    waiting = [(folder, reached)]
    while waiting:
        place, here = waiting.pop()
        if len(parts) in here:
            yield place
        try:
            with os.scandir(place) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in found:
            is_folder = entry.is_dir(follow_symlinks=False)
            there = _with_skipped(parts, _reached(parts, here, entry.name, is_folder=is_folder))
            if is_folder and there:
                waiting.append((place / entry.name, there))
            elif len(parts) in there:
                yield place / entry.name


def _reached(parts: _Parts, here: frozenset[int], name: str, *, is_folder: bool) -> set[int]:
    there: set[int] = set()
    for number in here:
        part = parts[number] if number < len(parts) else _NOTHING
        if part is None and is_folder:
            there.add(number)
        elif part is not None and part.match(name) and (is_folder or number + 1 == len(parts)):
            there.add(number + 1)
    return there


def _with_skipped(parts: _Parts, reached: set[int]) -> frozenset[int]:
    """Return the numbers with those behind a `**`, which may match nothing."""
    return frozenset(reached | {number + 1 for number in reached if number < len(parts) and parts[number] is None})
