"""What a rule is: a code that never changes its meaning, and everything that a person may want to know about it."""

from enum import StrEnum

import msgspec

from personactl.lint.finding import Severity


class Fixability(StrEnum):
    """Whether the rule's findings can be mended, and whether that needs a look. A single finding may be without."""

    none = "none"
    safe = "safe"
    unsafe = "unsafe"


class Rule(msgspec.Struct, frozen=True):
    """`code` is a letter for the family and three digits; `name` is its kebab-case form for people and settings.

    `summary` is one line, without a full stop, on what the rule finds; `why` says in a sentence or two what happens
    otherwise; `source` says where the fact comes from. `bad` and `good` are examples of persona files: a line
    `#> prompts/cara.md` begins another file of the example. Both are empty where text cannot show the mistake.
    A rule that is not `enabled` runs only when it is selected; an `online` one needs the target's catalogue.
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
