"""G5: the greeting, which is spoken unchanged."""

from collections.abc import Iterator
from itertools import chain

from personactl.lint.finding import RuleFinding
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rules.greeting import listener, speakable

_GROUPS = (speakable, listener)

GREETING_RULES: tuple[Rule, ...] = tuple(chain.from_iterable(group.RULES for group in _GROUPS))


def check_greeting(persona: PersonaView) -> Iterator[RuleFinding]:
    greeting = persona.passage("initialMessage")
    if greeting is None or not greeting.text.strip():
        return
    for group in _GROUPS:
        yield from group.check(greeting, persona)
