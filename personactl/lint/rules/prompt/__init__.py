"""P4: what the system prompt says, and what was left over in any text that a person wrote.

A prompt may be structured as its author likes, with headings, tags, lists and dialogue: a model reads it, nobody hears
it. Rules that count on words to be there are info and off, because a prompt may say the same in its own way.
"""

from collections.abc import Iterator
from itertools import chain

from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rules.prompt import (
    advice,
    contradictions,
    invisible_characters,
    leftovers,
    spoken_output,
    substance,
    tool_mentions,
)

_GROUPS = (substance, advice, spoken_output, leftovers, invisible_characters, contradictions, tool_mentions)
_CHECKS = tuple((frozenset(rule.code for rule in group.RULES), group.check) for group in _GROUPS)

PROMPT_RULES: tuple[Rule, ...] = tuple(chain.from_iterable(group.RULES for group in _GROUPS))


def check_saved_prompt(saved: ComponentView) -> Iterator[RuleFinding]:
    """What is said about any text, and about what the model reads."""
    for group in (leftovers, invisible_characters):
        if saved.wants(*(rule.code for rule in group.RULES)):
            yield from group.check_saved(saved)


def check_prompt(subject: PersonaView) -> Iterator[RuleFinding]:
    for codes, check in _CHECKS:
        if not subject.codes.isdisjoint(codes):
            yield from check(subject)
