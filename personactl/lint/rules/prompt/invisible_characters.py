"""P413, P414: invisible characters in any text of a persona or a component."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from personactl.document.node import Span
from personactl.document.passage import Passage
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule
from personactl.lint.rules.text_findings import replacement_fix, text_finding, texts
from personactl.lint.rules.tool_descriptions import component_descriptions, component_texts, tool_descriptions
from personactl.lint.text.characters import hidden, invisible
from personactl.lint.text.text_range import TextRange, not_touching
from personactl.pattern import Pattern

INVISIBLE: Final = Rule(
    code="P413",
    name="invisible-character",
    summary="an invisible character without a purpose",
    severity=Severity.warning,
    why=(
        "It comes with copied text and splits words for the model and the voice, and a search does not find such words."
    ),
    bad=f'{PERSONA}initialMessage: "Hel\\u200Blo, what can I do for you?"\n',
    good=f"{PERSONA}initialMessage: Hello, what can I do for you?\n",
    fixability=Fixability.safe,
    source="the Unicode standard, on default ignorable code points",
)

TRAILING: Final = Rule(
    code="P414",
    name="trailing-white-space",
    summary="white space at the end of a line of the prompt",
    severity=Severity.info,
    why="Nobody sees it, and a diff shows a changed prompt although the words are the same.",
    bad=f'{PERSONA}systemPrompt: "You are Cara, who sells lamps. \\nYou are brief."\n',
    good=f'{PERSONA}systemPrompt: "You are Cara, who sells lamps.\\nYou are brief."\n',
    fixability=Fixability.safe,
    source="personactl",
    enabled=False,
)

RULES: Final = (INVISIBLE, TRAILING)

_TRAILING: Final = Pattern(r"(?<![ \t])[ \t]++$", re.MULTILINE)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    described = {_place(passage) for passage in component_descriptions(component)}
    for passage in component_texts(component):
        yield from _invisible(passage, fixable=_place(passage) in described)


def _place(passage: Passage) -> tuple[Path, Span]:
    return passage.path, passage.span(0, len(passage.text))


def _invisible(passage: Passage, *, fixable: bool = True) -> Iterator[RuleFinding]:
    """Only words for people and models are `fixable`: a program compares names, addresses and choices with its own."""
    for text_range in not_touching(invisible(passage.text), hidden(passage.text)):
        fix = replacement_fix(passage, text_range, "Delete the invisible characters", safe=True) if fixable else None
        hint = "Delete it; it probably came with copied text."
        if not fixable:
            hint = "Delete it, here and wherever else this value is written."
        yield text_finding(INVISIBLE, passage, text_range, f"{text_range.label} has no purpose here", hint, fix)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    for passage in chain(texts(persona), tool_descriptions(persona)):
        yield from _invisible(passage)
    if persona.prompt is None or not persona.any_selected(TRAILING.code):
        return
    for match in _TRAILING.finditer(persona.prompt.text):
        text_range = TextRange(match.start(), match.end(), "", "")
        fix = replacement_fix(persona.prompt, text_range, "Delete the white space", safe=True)
        yield text_finding(TRAILING, persona.prompt, text_range, "white space at the end of a line", "Delete it.", fix)
