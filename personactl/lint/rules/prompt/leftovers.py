"""P411, P412: what should have been filled in, in any text of a persona or a saved file, ids included."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from personactl.document.display_text import quoted
from personactl.document.passage import Passage
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rules.text_findings import WHO, hit, identifiers, texts, tool_texts
from personactl.lint.rules.tool_descriptions import saved_descriptions, saved_texts, tool_descriptions
from personactl.lint.text.placeholders import braces, placeholders, slots, templates
from personactl.lint.text.stretch import apart

PLACEHOLDER: Final = Rule(
    code="P411",
    name="placeholder-left",
    summary="a placeholder that was never replaced",
    severity=Severity.error,
    why="The platform accepts it unchanged, and the persona says it to a customer.",
    bad=f"{WHO}systemPrompt: You are Cara, and you work for [Company Name] in Lisbon.\n",
    good=f"{WHO}systemPrompt: You are Cara, and you work for Little Lantern in Lisbon.\n",
    source="placeholders in published examples",
)

TEMPLATE: Final = Rule(
    code="P412",
    name="unresolved-template",
    summary="a template variable that is never filled in",
    severity=Severity.error,
    why="The platform has no templates: the variable reaches the model or the listener unchanged.",
    bad=f'{WHO}initialMessage: "Hello {{{{first_name}}}}, what can I do for you?"\n',
    good=f"{WHO}initialMessage: Hello, what can I do for you?\n",
    source="the platform's published API contract knows no variables",
)

RULES: Final = (PLACEHOLDER, TEMPLATE)

_FILL_IN: Final = "Write the real text, or remove it."
_NO_TEMPLATES: Final = "Write the text itself; pass values that change per session in an ephemeral token."


def check_saved(saved: ComponentView) -> Iterator[RuleFinding]:
    """What a webhook sends may well be filled in, so templates are looked for in descriptions only."""
    for passage in saved_texts(saved):
        yield from _placeholders(passage)
    for passage in saved_descriptions(saved):
        yield from _templates(passage)


def _placeholders(passage: Passage) -> Iterator[RuleFinding]:
    for stretch in placeholders(passage.text):
        yield hit(PLACEHOLDER, passage, stretch, f"{quoted(stretch.what)} was never replaced", _FILL_IN)


def _templates(passage: Passage) -> Iterator[RuleFinding]:
    for stretch in templates(passage.text):
        yield hit(TEMPLATE, passage, stretch, f"{quoted(stretch.what)} is never filled in", _NO_TEMPLATES)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    for passage in chain(texts(subject), identifiers(subject), tool_texts(subject)):
        yield from _placeholders(passage)
    for passage in chain(texts(subject), tool_descriptions(subject)):
        yield from _templates(passage)
    greeting = subject.passage("initialMessage")
    if greeting is not None:
        known = [*placeholders(greeting.text), *templates(greeting.text)]
        for stretch in apart([*slots(greeting.text), *braces(greeting.text)]):
            if not any(stretch.touches(other) for other in known):
                message = f"{quoted(stretch.what)} is never filled in: the greeting is spoken unchanged"
                yield hit(TEMPLATE, greeting, stretch, message, _NO_TEMPLATES)
