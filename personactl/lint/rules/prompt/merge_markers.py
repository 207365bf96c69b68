"""P430: the conflict markers of an unfinished merge in any text of a persona or a component."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from personactl.document.conflict_markers import conflicts
from personactl.document.passage import Passage
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Rule
from personactl.lint.rules.text_findings import text_finding, texts, tool_texts
from personactl.lint.rules.tool_descriptions import component_texts
from personactl.lint.text.text_range import TextRange

MERGE_MARKERS: Final = Rule(
    code="P430",
    name="merge-markers",
    summary="a conflict marker of an unfinished merge",
    severity=Severity.error,
    why="The model reads both sides and the markers, which a merge leaves where both sides changed the same lines.",
    bad=f"""{PERSONA}systemPrompt: |
  You are Cara.
  <<<<<<< the file
  You sell lamps.
  =======
  You sell bulbs.
  >>>>>>> the platform
""",
    good=f"""{PERSONA}systemPrompt: |
  You are Cara.
  You sell lamps and bulbs.
""",
    source="git",
)

RULES: Final = (MERGE_MARKERS,)

_FINISH: Final = "Keep what is right of both sides, and remove the lines with <<<<<<<, ======= and >>>>>>>."


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    for passage in chain(texts(persona), tool_texts(persona)):
        yield from _markers(passage)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    for passage in component_texts(component):
        yield from _markers(passage)


def _markers(passage: Passage) -> Iterator[RuleFinding]:
    for start, end in conflicts(passage.text):
        text_range = TextRange(start, end, "")
        yield text_finding(MERGE_MARKERS, passage, text_range, "a merge was not finished here", _FINISH)
