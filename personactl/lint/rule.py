"""What a rule is: a code that never changes its meaning, and everything that a person may want to know about it."""

from enum import StrEnum
from typing import Final

import msgspec

from personactl.lint.finding import Severity

PERSONA: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"
"""The first lines of most examples."""


class Fixability(StrEnum):
    """Whether findings of a rule come with a fix, and which option applies it. A single finding may come without."""

    none = "none"
    safe = "safe"
    unsafe = "unsafe"


class Rule(msgspec.Struct, frozen=True):
    """One rule of the linter.

    code: a letter for the family and three digits.
    name: the name for people and settings, in kebab-case.
    summary: one line on what the rule finds, without a full stop.
    severity: the severity, unless the project sets another one.
    why: one or two sentences on what happens if the problem stays.
    bad: a persona file that breaks the rule, or empty if text cannot show it. A line `#> prompts/cara.md` begins
        another file of the example.
    good: the same example without the problem.
    source: where the fact comes from.
    fixability: whether findings come with a fix.
    enabled: whether the rule runs when nothing is selected.
    online: whether the rule needs the target's catalogue.
    """

    code: str
    name: str
    summary: str
    severity: Severity
    why: str
    bad: str
    good: str
    source: str
    fixability: Fixability = Fixability.none
    enabled: bool = True
    online: bool = False


class Limits(msgspec.Struct, frozen=True):
    """Limits that the platform does not set, so that a project may move them.

    prompt_tokens: the longest system prompt without a finding, in tokens.
    greeting_words: the longest greeting without a finding, in words.
    """

    prompt_tokens: int = 8000
    greeting_words: int = 60
