"""P428: what JavaScript leaves at the end of a text without quotes: a comment, a comma or a semicolon."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from personactl.command_hint import command_hint
from personactl.document.display_text import quoted
from personactl.document.passage import Passage
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Rule
from personactl.lint.rules.text_findings import replacement_fix, text_finding, texts, tool_texts
from personactl.lint.rules.tool_descriptions import component_texts
from personactl.lint.text.text_range import TextRange
from personactl.pattern import Pattern

LEFTOVER: Final = Rule(
    code="P428",
    name="code-in-text",
    summary="a text without quotes that ends with a comment, a comma or a semicolon of code",
    severity=Severity.warning,
    why="YAML's comments begin with #, and its lines end without a mark: it becomes part of what the persona says.",
    bad=f"{PERSONA}description: Front desk // shown in the lobby\n",
    good=f"{PERSONA}description: Front desk # shown in the lobby\n",
    source="published configurations that were pasted from JavaScript",
)

RULES: Final = (LEFTOVER,)

_COMMENT: Final = Pattern(r"(?<=\S)[ \t](//(?!\S+[/.]\S)|/\*).*")
"""A path such as //server/share is no comment."""
_LONGEST: Final = 2_000
"""Longer texts are documents, and code in them is an example."""


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    for passage in chain(texts(persona), tool_texts(persona)):
        yield from _leftovers(passage)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    for passage in component_texts(component):
        yield from _leftovers(passage)


def _leftovers(passage: Passage) -> Iterator[RuleFinding]:
    text = passage.text
    if not passage.without_quotes or len(text) > _LONGEST:
        return
    end = len(text)
    if "//" in text or "/*" in text:
        comment = _COMMENT.search(text)
        if comment is not None:
            end = comment.start()
            label = text[comment.start(1) :]
            hint = f"Write # for a comment, or put the text in quotes; '{_convert()}' converts code."
            message = f"{quoted(label)} is part of the text, and no comment"
            yield text_finding(LEFTOVER, passage, TextRange(comment.start(1), len(text), label), message, hint)
    if text[:end].rstrip().endswith((",", ";")):
        at = len(text[:end].rstrip()) - 1
        mark = TextRange(at, at + 1, text[at], replacement="")
        fix = replacement_fix(passage, mark, f"remove the '{text[at]}'", safe=False)
        hint = f"Remove the '{text[at]}', or put the text in quotes."
        yield text_finding(LEFTOVER, passage, mark, f"the '{text[at]}' at the end is part of the text", hint, fix)


def _convert() -> str:
    return command_hint("import", "FILE", profile=None)
