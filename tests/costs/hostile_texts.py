"""Texts that make a backtracking search slow: parts of a pattern, repeated, and then something that fails."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from tests.costs.regex_steps import repeats, sre, sre_compiler, sre_parser, walk

_COMMON = "ab A0 1.-_/@:x\n\t\"'*[]{}()<>,#`|=+?!é漢"
ENDS = ("", "\x00")
_ONE_CHARACTER = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN, sre.CATEGORY)
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def hostile_units(source: str | bytes, flags: int) -> list[tuple[str, str]]:
    """Return beginnings and units: a beginning and many units are hard for the pattern, if anything is."""
    tree = sre_parser.parse(source, flags)
    if not any(high is sre.MAXREPEAT or high > 10 for _, (_, high, _) in repeats(tree)):
        return []
    characters = _classes(tree)
    around = list(_around_repeats(list(tree), "", characters))
    wholes = _samples(list(tree), characters)[:6]
    units = [
        *(unit for before, bodies in around for unit in _units_of(before, list(dict.fromkeys(bodies))[:6])),
        *(("", one) for one in characters[:12]),
        *(("", one + other) for one in characters[:6] for other in characters[:6]),
        *(("", part) for whole in wholes for part in (whole, whole[:-1], whole[1:])),
    ]
    return [unit for unit in dict.fromkeys(units) if unit[1]]


def samples(source: str, flags: int) -> list[str]:
    """Return some texts that a pattern matches."""
    tree = sre_parser.parse(source, flags)
    return _samples(list(tree), _classes(tree))


def _units_of(before: str, bodies: list[str]) -> Iterator[tuple[str, str]]:
    """Yield units for one repetition.

    before: a text that leads to it.
    bodies: samples of what it repeats.
    """
    for body in bodies:
        yield from ((before, body), ("", before + body), ("", body))
    yield from ((before, one + other) for one in bodies[:3] for other in bodies[:3])
    yield "", before


def _around_repeats(items: list[Any], before: str, characters: str) -> Iterator[tuple[str, list[str]]]:
    """Yield for each large repetition a text that leads to it, and samples of what it repeats."""
    for kind, value in items:
        if kind in _REPEATS:
            _, high, inner = value
            if high is sre.MAXREPEAT or high > 10:
                yield before, _samples(list(inner), characters)
            yield from _around_repeats(list(inner), before, characters)
        elif kind is sre.SUBPATTERN:
            yield from _around_repeats(list(value[3]), before, characters)
        elif kind is sre.ATOMIC_GROUP:
            yield from _around_repeats(list(value), before, characters)
        elif kind is sre.BRANCH:
            for one in value[1]:
                yield from _around_repeats(list(one), before, characters)
        elif kind is sre.ASSERT or kind is sre.ASSERT_NOT:
            yield from _around_repeats(list(value[1]), before, characters)
        before += next(iter(_samples([(kind, value)], characters)), "")


def _samples(items: list[Any], characters: str) -> list[str]:
    """Return some of the texts that a part of a pattern matches, the short ones."""
    found = [""]
    for kind, value in items:
        more = list(islice(_sample(kind, value, characters), 6))
        if more:
            long = [one + other for one in found[:1] for other in more]
            found = [*long, *(one + more[0] for one in found[1:])][:8]
    return found


def _sample(kind: Any, value: Any, characters: str) -> Iterator[str]:
    if kind is sre.LITERAL:
        yield chr(value)
    elif kind in (sre.NOT_LITERAL, sre.ANY, sre.IN, sre.CATEGORY):
        yield from (one for one in characters + _COMMON if _accepts(kind, value, one))
    elif kind is sre.BRANCH:
        for one in value[1]:
            yield from _samples(list(one), characters)[:1]
    elif kind is sre.SUBPATTERN:
        yield from _samples(list(value[3]), characters)
    elif kind is sre.ATOMIC_GROUP:
        yield from _samples(list(value), characters)
    elif kind in _REPEATS:
        low, _, inner = value
        yield from (one * max(1, min(low, 12)) for one in _samples(list(inner), characters))


def _accepts(kind: Any, value: Any, character: str) -> bool:
    state = sre_parser.State()
    state.str = ""
    return sre_compiler.compile(sre_parser.SubPattern(state, [(kind, value)])).fullmatch(character) is not None


def _classes(tree: Any) -> str:
    """Return one character for each combination of the pattern's sets of characters."""
    sets = list(_sets(tree))
    literals = "".join(dict.fromkeys(chr(value) for kind, value in sets if kind is sre.LITERAL))
    known: dict[tuple[bool, ...], str] = {}
    wide = list(dict.fromkeys(sets_key for sets_key in map(repr, sets)))[:24]
    chosen = [one for one in sets if repr(one) in wide]
    for character in dict.fromkeys(_COMMON + literals[:40]):
        known.setdefault(tuple(_accepts(kind, value, character) for kind, value in chosen), character)
    return "".join(known.values())


def _sets(tree: Any) -> Iterator[Any]:
    return ((kind, value) for kind, value in walk(tree) if kind in _ONE_CHARACTER)
