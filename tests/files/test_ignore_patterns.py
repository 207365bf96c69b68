"""Patterns of `.gitignore` match what pathspec matches, without trying every place of every star again."""

import random
from itertools import product

from pathspec import GitIgnoreSpec

from personactl.files.ignore_patterns import ignore_patterns
from tests.costs.regex_steps import CountedPattern

_PARTS = [
    "a",
    "b",
    "*",
    "**",
    "a*",
    "*a",
    "*a*b",
    "a*b*",
    "?",
    "a?*",
    "[ab]*",
    "*[!a]",
    "*ab*a*b",
    "a**b",
    "x.md",
    "*.md",
]


def test_every_pattern_matches_the_same_paths_as_before() -> None:
    draw = random.Random(12)
    for _ in range(1_500):
        parts = "/".join(draw.choice(_PARTS) for _ in range(draw.randint(1, 5)))
        pattern = f"{draw.choice(['', '', '/', '!'])}{parts}{draw.choice(['', '', '/'])}"
        plain, linear = GitIgnoreSpec.from_lines([pattern, "!x*"]), ignore_patterns([pattern, "!x*"])
        for _ in range(6):
            names = ["".join(draw.choice("abx") for _ in range(draw.randint(1, 4))) for _ in range(draw.randint(1, 6))]
            path = "/".join(names) + draw.choice(["", "/", "/x.md"])
            assert linear.check_file(path).include == plain.check_file(path).include, (pattern, path)


def test_many_stars_and_a_long_path_take_steps_that_grow_with_the_path() -> None:
    patterns = ["*a*a*a*a*b", "**/a/**/a/**/a/**/a/**/b", "*[ab]*[ab]*[ab]*c", "*a*a/**/*a*a*b"]
    for pattern, unit in product(patterns, ["a", "a/", "ab", "aa/"]):
        compiled = ignore_patterns([pattern]).patterns[0].regex
        assert compiled is not None
        counts = []
        for size in (20, 40, 80):
            counted = CountedPattern(compiled.pattern, 0)
            counted.matches(unit * size + "c")
            counts.append(counted.steps)
        assert counts[2] - counts[1] <= 3 * (counts[1] - counts[0]) + 100, (pattern, unit, counts)
