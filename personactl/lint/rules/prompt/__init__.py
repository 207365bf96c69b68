"""P4: what the system prompt says, and leftovers in any text.

A prompt may have any structure, with headings, tags, lists and dialogue, because a model reads it and it is not spoken.
Rules that look for certain words are infos and off by default, because a prompt may say the same in other words.
"""

from collections.abc import Iterator
from itertools import chain

from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rules.prompt import (
    advice,
    code_comments,
    contradictions,
    invisible_characters,
    leftovers,
    merge_markers,
    no_value_words,
    spoken_output,
    substance,
    tool_mentions,
)

_GROUPS = (
    *(substance, advice, spoken_output, leftovers),
    *(invisible_characters, contradictions, tool_mentions, no_value_words, code_comments, merge_markers),
)
_CHECKS = tuple((frozenset(rule.code for rule in group.RULES), group.check) for group in _GROUPS)

PROMPT_RULES: tuple[Rule, ...] = tuple(
    sorted(chain.from_iterable(group.RULES for group in _GROUPS), key=lambda rule: rule.code)
)


def check_component_prompt(component: ComponentView) -> Iterator[RuleFinding]:
    """Yield findings in the texts of a component."""
    for group in (leftovers, invisible_characters, no_value_words, code_comments, merge_markers):
        if component.any_selected(*(rule.code for rule in group.RULES)):
            yield from group.check_component(component)


def check_prompt(persona: PersonaView) -> Iterator[RuleFinding]:
    for codes, check in _CHECKS:
        if not persona.codes.isdisjoint(codes):
            yield from check(persona)
