"""No regular expression tries places again and again: twice the text takes twice the steps of a backtracking search."""

import random
import re
from typing import Final

import pytest

from tests.costs.hostile_texts import ENDS, hostile_units
from tests.costs.patterns import FoundPattern, patterns_of
from tests.costs.regex_steps import CountedPattern, TooManyStepsError, sre, sre_parser, walk

_SHORTEST: Final = 18
_MOST_STEPS: Final = 300_000
"""The steps that are spent on one pattern; the most promising texts come first."""
_SLACK: Final = 120
_SHORT: Final = {
    "personactl.lint.text.placeholders._OTHER_MARKS": "its text is a part of a sentence, at most 240 characters",
}
"""Patterns that may take more steps, because their text is short."""
_PATTERNS: Final = [
    found for root in ("personactl", "personactl.engine") for found in patterns_of(root) if found.name not in _SHORT
]


@pytest.mark.parametrize("found", _PATTERNS, ids=str)
def test_twice_the_text_takes_twice_the_steps(found: FoundPattern) -> None:
    pattern = CountedPattern(found.source, found.flags, limit=_MOST_STEPS)
    spent = 0
    for before, unit in hostile_units(found.source, found.flags):
        for end in ENDS:
            least = max(3, _SHORTEST // len(unit))
            counts = [_steps(pattern, found, before + unit * number + end) for number in (least, 2 * least, 4 * least)]
            first, second, third = counts
            assert third - second <= 3 * (second - first) + _SLACK, f"{counts}: {before!r} + {unit!r} * n + {end!r}"
            spent += sum(counts)
        if spent > _MOST_STEPS:
            break


def _steps(pattern: CountedPattern, found: FoundPattern, text: str) -> int:
    given = text if isinstance(found.source, str) else text.encode()
    pattern.steps = 0
    try:
        if found.ways - {"match", "fullmatch"}:
            pattern.search_all(given)
        if "match" in found.ways:
            pattern.matches(given)
        if "fullmatch" in found.ways:
            pattern.fullmatches(given)
    except TooManyStepsError as error:
        raise AssertionError(f"more than {_MOST_STEPS} steps for {text!r}") from error
    return pattern.steps


@pytest.mark.parametrize("found", _PATTERNS, ids=str)
def test_only_single_characters_are_possessive(found: FoundPattern) -> None:
    """Python before 3.11.5 gets possessive groups wrong (gh-106052)."""
    for kind, value in walk(sre_parser.parse(found.source, found.flags)):
        assert kind is not sre.POSSESSIVE_REPEAT or len(value[2]) == 1


@pytest.mark.parametrize(
    "source",
    [r"(a+)+b", r"\s+$", r"(?:\s|#.*)*-", r"<!--[^>]*-->", r"(?:a|b|ab)*c", r"\[[^\]]*\]", r"a*b?a*c", r"\w+_\w+="],
)
def test_what_is_not_linear_is_noticed(source: str) -> None:
    found = FoundPattern("sample", source, re.MULTILINE, frozenset({"search"}))
    with pytest.raises(AssertionError):
        test_twice_the_text_takes_twice_the_steps(found)


@pytest.mark.parametrize(
    "source",
    [r"(a|ab)(c|bcd)(d*)", r"(?i)A?b+?(?=c)", r"(?<!a)b{2,3}|^c|d$", r"(a)?(?(1)b|c)", r"(a*)(b)\1c?", "a*+b|c"],
)
def test_the_counted_search_matches_what_a_search_of_python_matches(source: str) -> None:
    draw = random.Random(source)
    counted, real = CountedPattern(source, re.MULTILINE), re.compile(source, re.MULTILINE)
    for _ in range(300):
        text = "".join(draw.choice("abcdA\n") for _ in range(draw.randint(0, 8)))
        for start in range(len(text) + 1):
            match = real.match(text, start)
            assert counted.matches(text, start) == (match.end() if match else None)
