"""P411, P412: placeholders and template variables in any text of a persona or a component, including ids."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from personactl.document.display_text import quoted
from personactl.document.passage import Passage
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Rule
from personactl.lint.rules.text_findings import ID_KEYS, text_finding, texts, tool_texts
from personactl.lint.rules.tool_descriptions import component_descriptions, component_texts, tool_descriptions
from personactl.lint.text.placeholders import placeholders, slots
from personactl.lint.text.templates import braces, templates
from personactl.lint.text.text_range import not_touching, without_overlaps

PLACEHOLDER: Final = Rule(
    code="P411",
    name="placeholder-left",
    summary="a placeholder that was never replaced",
    severity=Severity.error,
    why="The platform accepts it unchanged, and the persona says it to a customer.",
    bad=f"{PERSONA}systemPrompt: You are Cara, and you work for [Company Name] in Lisbon.\n",
    good=f"{PERSONA}systemPrompt: You are Cara, and you work for Little Lantern in Lisbon.\n",
    source="placeholders in published examples",
)

TEMPLATE: Final = Rule(
    code="P412",
    name="unresolved-template",
    summary="a template variable that is never filled in",
    severity=Severity.error,
    why="The platform has no templates: the variable reaches the model or the listener unchanged.",
    bad=f'{PERSONA}initialMessage: "Hello {{{{first_name}}}}, what can I do for you?"\n',
    good=f"{PERSONA}initialMessage: Hello, what can I do for you?\n",
    source="the platform's published API contract knows no variables",
)

RULES: Final = (PLACEHOLDER, TEMPLATE)

_FILL_IN: Final = "Write the real text, or remove it."
_NO_TEMPLATES: Final = "Write the text itself; pass values that change per session in an ephemeral token."


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    """Yield findings; templates are only looked for in descriptions, because a webhook's data may be filled in."""
    for passage in component_texts(component):
        yield from _placeholders(passage)
    for passage in component_descriptions(component):
        yield from _templates(passage)


def _placeholders(passage: Passage, hint: str = _FILL_IN) -> Iterator[RuleFinding]:
    found = list(placeholders(passage.text))
    for text_range in not_touching(found, templates(passage.text)) if found else ():
        yield text_finding(PLACEHOLDER, passage, text_range, f"{quoted(text_range.label)} was never replaced", hint)


def _templates(passage: Passage, hint: str = _NO_TEMPLATES) -> Iterator[RuleFinding]:
    for text_range in templates(passage.text):
        yield text_finding(TEMPLATE, passage, text_range, f"{quoted(text_range.label)} is never filled in", hint)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    for passage in chain(texts(persona), tool_texts(persona)):
        yield from _placeholders(passage)
    for passage in chain(texts(persona), tool_descriptions(persona)):
        yield from _templates(passage)
    for key in ID_KEYS:
        named = persona.passage(key)
        if named is not None:
            kind = key.removesuffix("Id")
            hint = f"Copy an id from personactl {kind} list, or write {kind}: with a name."
            yield from chain(_placeholders(named, hint), _templates(named, hint))
    greeting = persona.passage("initialMessage")
    if greeting is not None:
        known = [*placeholders(greeting.text), *templates(greeting.text)]
        for text_range in without_overlaps([*slots(greeting.text), *braces(greeting.text)]):
            if not any(text_range.touches(other) for other in known):
                message = f"{quoted(text_range.label)} is never filled in: the greeting is spoken unchanged"
                yield text_finding(TEMPLATE, greeting, text_range, message, _NO_TEMPLATES)
