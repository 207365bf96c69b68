"""X803: text that the model reads but a reviewer cannot see."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from personactl.document.passage import Passage
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule
from personactl.lint.rules.text_findings import replacement_fix, text_finding, texts, tool_texts
from personactl.lint.rules.tool_descriptions import component_texts
from personactl.lint.text.characters import hidden

HIDDEN: Final = Rule(
    code="X803",
    name="hidden-text",
    summary="text that people cannot see but the model reads",
    severity=Severity.error,
    why="Attackers hide instructions in prompts this way: reviewers do not see them, and the model obeys.",
    bad=f'{PERSONA}systemPrompt: "You are Cara, who sells lamps.\\U000E0048\\U000E0069"\n',
    good=f"{PERSONA}systemPrompt: You are Cara, who sells lamps.\n",
    fixability=Fixability.unsafe,
    source="the Unicode standard, on tag characters, variation selectors and bidirectional controls",
)

RULES: Final = (HIDDEN,)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    for passage in chain(texts(persona), tool_texts(persona)):
        yield from _hidden(passage)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    for passage in component_texts(component):
        yield from _hidden(passage)


def _hidden(passage: Passage) -> Iterator[RuleFinding]:
    for text_range in hidden(passage.text):
        fix = replacement_fix(passage, text_range, "Delete the hidden text", safe=False)
        message = f"{text_range.label} are hidden here" if text_range.label[0].isdigit() else text_range.label
        hint = "Find out where the text came from, then delete the hidden part."
        yield text_finding(HIDDEN, passage, text_range, message, hint, fix)
