"""G501-G503: signs in the greeting that belong on a page (docs/platform.md#spoken-text)."""

from collections.abc import Iterator
from typing import Final

from personactl.document.passage import Passage
from personactl.lint.finding import Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.lint.rules.text_findings import WHO, hit, replacing
from personactl.lint.text.emoji import emoji
from personactl.lint.text.lists import list_sentences
from personactl.lint.text.marks import block_marks, inline_marks
from personactl.lint.text.stage_directions import stage_directions
from personactl.lint.text.stretch import apart, beside

_SOURCE: Final = "the platform's cookbook, on output that is spoken aloud"

MARKUP: Final = Rule(
    code="G501",
    name="spoken-markup",
    summary="Markdown or HTML in the greeting",
    severity=Severity.error,
    why="The greeting goes to the voice as it stands, and the voice reads the asterisks out or stumbles over them.",
    bad=f"{WHO}initialMessage: Hello, I am **Cara**. What can I do for you?\n",
    good=f"{WHO}initialMessage: Hello, I am Cara. What can I do for you?\n",
    fixability=Fixability.safe,
    source=_SOURCE,
)
LIST: Final = Rule(
    code="G502",
    name="spoken-list",
    summary="a list, a table or a code block in the greeting",
    severity=Severity.error,
    why="Nobody sees its shape: the items run into one another, or their marks are read out.",
    bad=f"{WHO}initialMessage: |\n  I can help with\n  - lamps\n  - bulbs\n",
    good=f"{WHO}initialMessage: I can help with lamps and with bulbs.\n",
    fixability=Fixability.unsafe,
    source=_SOURCE,
)
EMOJI: Final = Rule(
    code="G503",
    name="spoken-emoji",
    summary="emoji in the greeting",
    severity=Severity.warning,
    why="A voice says the name of the picture, or nothing: nobody hears a smile in it.",
    bad=f"{WHO}initialMessage: Hello there! 👋 What can I do for you?\n",
    good=f"{WHO}initialMessage: Hello there! What can I do for you?\n",
    fixability=Fixability.safe,
    source=_SOURCE,
)

RULES: Final = (MARKUP, LIST, EMOJI)


def check(greeting: Passage, subject: PersonaView) -> Iterator[RuleFinding]:
    directions = tuple(stage_directions(greeting.text))
    for stretch in beside(apart(inline_marks(greeting.text)), directions):
        fix = replacing(greeting, stretch, "Leave the bare words", safe=True)
        yield hit(MARKUP, greeting, stretch, f"{stretch.what} is read out", "Write the words without the marks.", fix)
    yield from _lists(greeting, subject)
    for stretch in emoji(greeting.text):
        fix = replacing(greeting, stretch, "Delete the emoji", safe=True)
        hint = "Delete it; let the words be friendly, and the face smile by directorNotes."
        yield hit(EMOJI, greeting, stretch, f"{stretch.what} cannot be spoken", hint, fix)


def _lists(greeting: Passage, subject: PersonaView) -> Iterator[RuleFinding]:
    found = list(block_marks(greeting.text))
    code = subject.value("languageCode")
    sentences = list(list_sentences(greeting.text, code if isinstance(code, str) else None)) if found else []
    for stretch in found:
        written = next((one for one in sentences if one.touches(stretch)), None)
        fix = replacing(greeting, written, "Say the list in a sentence", safe=False) if written is not None else None
        hint = "Say it in a sentence, with two or three of the items."
        yield hit(LIST, greeting, stretch, f"{stretch.what} cannot be heard", hint, fix)
