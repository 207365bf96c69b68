"""What a rule is: a code that never changes its meaning, a name for people, and how bad breaking it is."""

from dataclasses import dataclass

from personactl.lint.finding import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """`code` is a letter for the family and three digits; `name` is its kebab-case form for people and settings.

    `summary` is one line, without a full stop, on what the rule finds.
    """

    code: str
    name: str
    summary: str
    severity: Severity
