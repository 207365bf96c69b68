"""Counts the work of a run in steps that are the same on every machine: calls, and characters that a call looks at.

A call of a Python function is a step. A call of a text's method that looks at the whole text, and a search with a
pattern, are as many steps as characters. Copies of a part of a text are not counted, nor is a loop without calls.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import BuiltinMethodType, FrameType, ModuleType
from typing import Any, Final

import pytest

from personactl.pattern import Pattern

_WHOLE_TEXT: Final = frozenset(
    {"strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "replace", "lower", "casefold", "translate"}
)


class Steps:
    """The number of steps so far."""

    def __init__(self) -> None:
        self.number = 0

    def event(self, _frame: FrameType, event: str, called: object) -> None:
        if event == "call":
            self.number += 1
        elif event == "c_call":
            text = called.__self__ if isinstance(called, BuiltinMethodType) else None
            is_text = isinstance(text, str | bytes) and called.__name__ in _WHOLE_TEXT  # type: ignore[attr-defined]
            self.number += len(text) if is_text else 1  # type: ignore[arg-type]


class CountedPattern:
    """A pattern that adds the characters that it looks at."""

    def __init__(self, pattern: re.Pattern[Any], steps: Steps) -> None:
        self._pattern = pattern
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)

    def search(self, text: Any, start: int = 0, *end: int) -> Any:
        found = self._pattern.search(text, start, *end)
        self._steps.number += (min([len(text), *end]) if found is None else found.end()) - start
        return found

    def match(self, text: Any, start: int = 0, *end: int) -> Any:
        found = self._pattern.match(text, start, *end)
        self._steps.number += 1 if found is None else found.end() - start
        return found

    def finditer(self, text: Any, start: int = 0, *end: int) -> Iterator[Any]:
        for found in self._pattern.finditer(text, start, *end):
            self._steps.number += found.end() - start
            start = found.end()
            yield found
        self._steps.number += min([len(text), *end]) - start

    def __call__(self, way: str, *arguments: Any) -> Any:
        self._steps.number += len(arguments[-1])
        return getattr(self._pattern, way)(*arguments)

    def fullmatch(self, text: Any, *places: int) -> Any:
        return self._pattern.fullmatch(text, *places) if places else self("fullmatch", text)

    def findall(self, text: Any) -> Any:
        return self("findall", text)

    def sub(self, replacement: Any, text: Any) -> Any:
        return self("sub", replacement, text)


@contextmanager
def counted_patterns(steps: Steps) -> Iterator[None]:
    """Let every pattern that a loaded module of the program keeps add its steps."""
    with pytest.MonkeyPatch.context() as patch:
        for module in [one for name, one in sys.modules.items() if name.startswith("personactl.")]:
            _count_those_of(module, steps, patch)
        known: dict[int, CountedPattern] = {}

        def compiled(self: Pattern) -> Any:
            if id(self) not in known:
                known[id(self)] = CountedPattern(re.compile(self.source, self.flags), steps)
            return known[id(self)]

        patch.setattr(Pattern, "_compiled", property(compiled))
        yield


def _count_those_of(module: ModuleType, steps: Steps, patch: pytest.MonkeyPatch) -> None:
    for name, value in list(vars(module).items()):
        if isinstance(value, re.Pattern):
            patch.setattr(module, name, CountedPattern(value, steps))


def steps_of(run: Callable[[], object], steps: Steps) -> int:
    """Return the number of steps that `run` takes."""
    before = steps.number
    earlier = sys.getprofile()
    sys.setprofile(steps.event)
    try:
        run()
    finally:
        sys.setprofile(earlier)
    return steps.number - before
