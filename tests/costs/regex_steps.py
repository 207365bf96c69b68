"""Counts the steps of a backtracking search, because Python's `re` does not tell them.

The pattern is parsed by `re` itself. What consumes one character, and every anchor, is decided by `re`; only the order
in which a backtracking matcher tries things is written out here.

Bounds of repetitions are lowered to `_BOUND`: `[a-z]{1,400}` costs a constant for each start, which looks like growth
in a text that is shorter than the bound.
"""

import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Final, TypeAlias

# There is no public parser of patterns.
sre_compiler: Final[Any] = import_module("re._compiler")
sre: Final[Any] = import_module("re._constants")
sre_parser: Final[Any] = import_module("re._parser")

Step: TypeAlias = Callable[[int], "int | None"]
_Matcher: TypeAlias = Callable[[int, Step], "int | None"]
_BOUND: Final = 10
_ONE_CHARACTER: Final = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN, sre.CATEGORY)
_REPEATS: Final = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_DEEP: Final = 60_000


class TooManyStepsError(Exception):
    """The search takes more steps than anybody would wait for."""


class CountedPattern:
    """A pattern that counts: one step for each part of it that is tried at a place of the text."""

    def __init__(self, source: str | bytes, flags: int, *, limit: int = 3_000_000) -> None:
        self.tree = sre_parser.parse(source, flags)
        self.limit = limit
        self.text: str | bytes = ""
        self.steps = 0
        self._groups: dict[int, tuple[int, int]] = {}
        self._match = self._sequence(list(self.tree), self.tree.state.flags)

    def matches(self, text: str | bytes, start: int = 0) -> int | None:
        """Return where the match at `start` ends; None without a match."""
        self.text = text
        self._groups = {}
        sys.setrecursionlimit(_DEEP)
        return self._match(start, lambda end: end)

    def fullmatches(self, text: str | bytes) -> int | None:
        self.text = text
        self._groups = {}
        sys.setrecursionlimit(_DEEP)
        return self._match(0, lambda end: end if end == len(text) else None)

    def search_all(self, text: str | bytes) -> int:
        """Find all matches; return the number of steps."""
        self.steps = 0
        start = 0
        while start <= len(text):
            self._count()
            end = self.matches(text, start)
            start = start + 1 if end is None or end == start else end
        return self.steps

    def _count(self) -> None:
        self.steps += 1
        if self.steps > self.limit:
            raise TooManyStepsError

    def _sequence(self, items: list[Any], flags: int) -> _Matcher:
        matchers = [self._matcher(item, flags) for item in items]

        def run(at: int, then: Step, number: int = 0) -> int | None:
            if number == len(matchers):
                return then(at)
            return matchers[number](at, lambda end: run(end, then, number + 1))

        return matchers[0] if len(matchers) == 1 else run

    def _matcher(self, item: Any, flags: int) -> _Matcher:
        kind, value = item
        if kind in _ONE_CHARACTER:
            return self._character(self._accepts(item, flags))
        if kind is sre.AT or kind is sre.GROUPREF or kind is sre.GROUPREF_EXISTS:
            return self._anchor(item, flags) if kind is sre.AT else self._reference(kind, value, flags)
        if kind is sre.SUBPATTERN:
            group, added, removed, inner = value
            return self._group(group, self._sequence(list(inner), (flags | added) & ~removed))
        if kind is sre.BRANCH:
            return self._branch([self._sequence(list(one), flags) for one in value[1]])
        if kind is sre.ATOMIC_GROUP:
            return self._atomic(self._sequence(list(value), flags))
        if kind is sre.ASSERT or kind is sre.ASSERT_NOT:
            return self._assertion(value[0], value[1], self._sequence(list(value[1]), flags), kind is sre.ASSERT)
        if kind in _REPEATS:
            return self._repeat(kind, value, flags)
        raise NotImplementedError(str(kind))

    def _compiled(self, item: Any, flags: int) -> re.Pattern[Any]:
        state = sre_parser.State()
        state.flags = flags
        state.str = self.tree.state.str
        return sre_compiler.compile(sre_parser.SubPattern(state, [item]), flags)  # type: ignore[no-any-return]

    def _accepts(self, item: Any, flags: int) -> Callable[[int], bool]:
        pattern = self._compiled(item, flags)
        known: dict[Any, bool] = {}

        def accepts(at: int) -> bool:
            self._count()
            character = self.text[at : at + 1]
            if character not in known:
                known[character] = pattern.fullmatch(character) is not None
            return known[character]

        return accepts

    def _character(self, accepts: Callable[[int], bool]) -> _Matcher:
        return lambda at, then: then(at + 1) if accepts(at) else None

    def _anchor(self, item: Any, flags: int) -> _Matcher:
        pattern = self._compiled(item, flags)

        def run(at: int, then: Step) -> int | None:
            self._count()
            return then(at) if pattern.match(self.text, at) else None

        return run

    def _reference(self, kind: Any, value: Any, flags: int) -> _Matcher:
        if kind is sre.GROUPREF_EXISTS:
            group, yes, no = value
            some, none = self._sequence(list(yes), flags), self._sequence(list(no or ()), flags)
            return lambda at, then: (some if group in self._groups else none)(at, then)

        def run(at: int, then: Step) -> int | None:
            self._count()
            if value not in self._groups:
                return None
            start, end = self._groups[value]
            said = self.text[start:end]
            return then(at + len(said)) if self.text[at : at + len(said)] == said else None

        return run

    def _group(self, group: int | None, inner: _Matcher) -> _Matcher:
        if group is None:
            return inner

        def run(at: int, then: Step) -> int | None:
            before = self._groups.get(group)

            def closed(end: int) -> int | None:
                kept = self._groups.get(group)
                self._groups[group] = (at, end)
                found = then(end)
                if found is None and kept is not None:
                    self._groups[group] = kept
                return found

            found = inner(at, closed)
            if found is None and before is None:
                self._groups.pop(group, None)
            return found

        return run

    def _branch(self, ways: list[_Matcher]) -> _Matcher:
        def run(at: int, then: Step) -> int | None:
            for way in ways:
                found = way(at, then)
                if found is not None:
                    return found
            return None

        return run

    def _atomic(self, inner: _Matcher) -> _Matcher:
        def run(at: int, then: Step) -> int | None:
            end = inner(at, lambda end: end)
            return None if end is None else then(end)

        return run

    def _assertion(self, direction: int, tree: Any, inner: _Matcher, wanted: bool) -> _Matcher:
        width = tree.getwidth()[0] if direction < 0 else 0

        def run(at: int, then: Step) -> int | None:
            self._count()
            found = None if at < width else inner(at - width, lambda end: end)
            return then(at) if (found is not None) is wanted else None

        return run

    def _repeat(self, kind: Any, value: Any, flags: int) -> _Matcher:
        low, high, inner = value
        low, high = min(low, _BOUND), None if high is sre.MAXREPEAT else min(high, _BOUND)
        items = list(inner)
        if len(items) == 1 and items[0][0] in _ONE_CHARACTER:
            return self._characters(kind, low, high, self._accepts(items[0], flags))
        body = self._sequence(items, flags)
        if kind is sre.POSSESSIVE_REPEAT:
            return self._atomic(self._times(body, low, high, greedy=True))
        return self._times(body, low, high, greedy=kind is sre.MAX_REPEAT)

    def _times(self, body: _Matcher, low: int, high: int | None, *, greedy: bool) -> _Matcher:
        def run(at: int, then: Step, done: int = 0, last: int = -1) -> int | None:
            self._count()
            again = (high is None or done < high) and (at != last or done < low)

            def more() -> int | None:
                return body(at, lambda end: run(end, then, done + 1, at)) if again else None

            if done < low:
                return more()
            if greedy:
                found = more()
                return then(at) if found is None else found
            found = then(at)
            return more() if found is None else found

        return run

    def _characters(self, kind: Any, low: int, high: int | None, accepts: Callable[[int], bool]) -> _Matcher:
        def most(at: int) -> int:
            end = at
            while end < len(self.text) and (high is None or end - at < high) and accepts(end):
                end += 1
            return end

        def greedy(at: int, then: Step) -> int | None:
            end = most(at)
            for stop in range(end, at + low - 1, -1):
                self._count()
                found = then(stop)
                if found is not None or kind is sre.POSSESSIVE_REPEAT:
                    return found
            return None

        def lazy(at: int, then: Step) -> int | None:
            end = at
            while True:
                found = then(end) if end - at >= low else None
                if found is not None:
                    return found
                if end >= len(self.text) or (high is not None and end - at >= high) or not accepts(end):
                    return None
                end += 1

        return lazy if kind is sre.MIN_REPEAT else greedy


def walk(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every part of a parsed pattern, the outer ones first."""
    for kind, value in tree:
        yield kind, value
        if kind in _REPEATS:
            yield from walk(value[2])
        elif kind is sre.SUBPATTERN:
            yield from walk(value[3])
        elif kind is sre.BRANCH:
            for one in value[1]:
                yield from walk(one)
        elif kind is sre.ATOMIC_GROUP:
            yield from walk(value)
        elif kind is sre.ASSERT or kind is sre.ASSERT_NOT:
            yield from walk(value[1])


def repeats(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every repetition in a parsed pattern."""
    return ((kind, value) for kind, value in walk(tree) if kind in _REPEATS)
