"""Which rules a run asks for, and how bad it takes their findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.registry import RULES
from personactl.lint.rule import Rule


@dataclass(frozen=True, slots=True)
class Selection:
    """`severities` has the codes whose severity is not the rule's own."""

    codes: frozenset[str]
    severities: Mapping[str, Severity] = field(default_factory=dict)

    def any_of(self, rules: Iterable[Rule]) -> bool:
        return any(rule.code in self.codes for rule in rules)

    def severity(self, rule: Rule) -> Severity:
        return self.severities.get(rule.code, rule.severity)


DEFAULT: Final = Selection(frozenset(rule.code for rule in RULES.values() if rule.enabled and not rule.online))
