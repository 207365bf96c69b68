"""X8: what should not be in a persona file, or what it lays open."""

from collections.abc import Iterator
from itertools import chain

from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rules.security import exposed_secrets, exposure, hidden_text

_GROUPS = (exposed_secrets, hidden_text, exposure)

SECURITY_RULES: tuple[Rule, ...] = tuple(chain.from_iterable(group.RULES for group in _GROUPS))


def check_security(subject: PersonaView) -> Iterator[RuleFinding]:
    for group in _GROUPS:
        if subject.wants(*(rule.code for rule in group.RULES)):
            yield from group.check(subject)


def check_saved_security(saved: ComponentView) -> Iterator[RuleFinding]:
    for group in _GROUPS:
        if saved.wants(*(rule.code for rule in group.RULES)):
            yield from group.check_saved(saved)
