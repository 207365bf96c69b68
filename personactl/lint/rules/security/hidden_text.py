"""X803: text that the model reads and the reviewer does not see."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from personactl.document.passage import Passage
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rules.text_findings import WHO, hit, replacing, texts, tool_texts
from personactl.lint.rules.tool_descriptions import saved_texts
from personactl.lint.text.characters import hidden

HIDDEN: Final = Rule(
    code="X803",
    name="hidden-text",
    summary="text that people cannot see but the model reads",
    severity=Severity.error,
    why="Attackers hide instructions in prompts this way: reviewers do not see them, and the model obeys.",
    bad=f'{WHO}systemPrompt: "You are Cara, who sells lamps.\\U000E0048\\U000E0069"\n',
    good=f"{WHO}systemPrompt: You are Cara, who sells lamps.\n",
    fixability=Fixability.unsafe,
    source="the Unicode standard, on tag characters, variation selectors and bidirectional controls",
)

RULES: Final = (HIDDEN,)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    for passage in chain(texts(subject), tool_texts(subject)):
        yield from _hidden(passage)


def check_saved(saved: ComponentView) -> Iterator[RuleFinding]:
    for passage in saved_texts(saved):
        yield from _hidden(passage)


def _hidden(passage: Passage) -> Iterator[RuleFinding]:
    for stretch in hidden(passage.text):
        fix = replacing(passage, stretch, "Delete the hidden text", safe=False)
        message = f"{stretch.what} are hidden here" if stretch.what[0].isdigit() else stretch.what
        hint = "Find out where the text came from, then delete the hidden part."
        yield hit(HIDDEN, passage, stretch, message, hint, fix)
