"""X8: secrets, hidden text and instructions that expose a persona."""

from collections.abc import Iterator
from itertools import chain

from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rules.security import exposed_secrets, exposure, hidden_text

_GROUPS = (exposed_secrets, hidden_text, exposure)

SECURITY_RULES: tuple[Rule, ...] = tuple(chain.from_iterable(group.RULES for group in _GROUPS))


def check_security(persona: PersonaView) -> Iterator[RuleFinding]:
    for group in _GROUPS:
        if persona.any_selected(*(rule.code for rule in group.RULES)):
            yield from group.check(persona)


def check_component_security(component: ComponentView) -> Iterator[RuleFinding]:
    for group in _GROUPS:
        if component.any_selected(*(rule.code for rule in group.RULES)):
            yield from group.check_component(component)
