"""P427: a text that is only a program's word for no value, such as `None` or `undefined`."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from personactl.document.passage import Passage
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Rule
from personactl.lint.rules.text_findings import text_finding, texts
from personactl.lint.rules.tool_descriptions import component_descriptions, tool_descriptions
from personactl.lint.text.text_range import TextRange
from personactl.pattern import Pattern

NO_VALUE: Final = Rule(
    code="P427",
    name="no-value-word",
    summary="a text that is only a programming language's word for no value",
    severity=Severity.error,
    why="A program wrote the word in place of a missing text, and the persona says it to a customer.",
    bad=f"{PERSONA}initialMessage: None\n",
    good=f"{PERSONA}initialMessage: Hello, I am Cara.\n",
    source="greetings in published configurations",
)

RULES: Final = (NO_VALUE,)

_WORD: Final = Pattern(
    r"\s*[\"'`]?(?:None|none|NONE|undefined|UNDEFINED|null|Null|NULL|nil|NIL|NaN|nan|nullptr|NoneType|void 0|N/A|n/a"
    r"|\(null\)|\(none\)|<null>|<none>|\[object Object\]|\{\}|\[\])[\"'`]?[.;,]?\s*"
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    for passage in chain(texts(persona), tool_descriptions(persona)):
        yield from _no_value(passage)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    for passage in component_descriptions(component):
        yield from _no_value(passage)


def _no_value(passage: Passage) -> Iterator[RuleFinding]:
    if len(passage.text) < 40 and _WORD.fullmatch(passage.text):
        word = passage.text.strip()
        start = passage.text.find(word)
        text_range = TextRange(start, start + len(word), word)
        message = f"{word} is a program's word for no value, and here it is text"
        yield text_finding(NO_VALUE, passage, text_range, message, "Write the text, or remove the key.")
