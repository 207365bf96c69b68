"""G501-G507: markup and written forms in the greeting that a voice cannot speak.

Source: docs/platform.md#spoken-text.
"""

from collections.abc import Iterator
from typing import Final

from personactl.document.passage import Passage
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule
from personactl.lint.rules.text_findings import replacement_fix, text_finding
from personactl.lint.text.emoji import emoji
from personactl.lint.text.lists import list_sentences
from personactl.lint.text.markup import block_marks, inline_marks
from personactl.lint.text.stage_directions import stage_directions
from personactl.lint.text.text_range import not_touching, without_overlaps
from personactl.lint.text.written_forms import emails, iso_dates, long_numbers, urls

_SOURCE: Final = "the platform's cookbook, on output that is spoken aloud"

MARKUP: Final = Rule(
    code="G501",
    name="spoken-markup",
    summary="Markdown or HTML in the greeting",
    severity=Severity.error,
    why="The greeting goes to the voice unchanged, and the voice reads out the asterisks or stumbles over them.",
    bad=f"{PERSONA}initialMessage: Hello, I am **Cara**. What can I do for you?\n",
    good=f"{PERSONA}initialMessage: Hello, I am Cara. What can I do for you?\n",
    fixability=Fixability.safe,
    source=_SOURCE,
)
LIST: Final = Rule(
    code="G502",
    name="spoken-list",
    summary="a list, a table or a code block in the greeting",
    severity=Severity.error,
    why="Listeners cannot see its structure: the items run together, or their marks are read out.",
    bad=f"{PERSONA}initialMessage: |\n  I can help with\n  - lamps\n  - bulbs\n",
    good=f"{PERSONA}initialMessage: I can help with lamps and with bulbs.\n",
    fixability=Fixability.unsafe,
    source=_SOURCE,
)
EMOJI: Final = Rule(
    code="G503",
    name="spoken-emoji",
    summary="emoji in the greeting",
    severity=Severity.warning,
    why="A voice says the name of the emoji, or nothing.",
    bad=f"{PERSONA}initialMessage: Hello there! 👋 What can I do for you?\n",
    good=f"{PERSONA}initialMessage: Hello there! What can I do for you?\n",
    fixability=Fixability.safe,
    source=_SOURCE,
)


def _marks(greeting: Passage, persona: PersonaView) -> Iterator[RuleFinding]:
    directions = tuple(stage_directions(greeting.text))
    for text_range in not_touching(without_overlaps(inline_marks(greeting.text)), directions):
        fix = replacement_fix(greeting, text_range, "Remove the markup", safe=True)
        yield text_finding(
            MARKUP,
            greeting,
            text_range,
            f"a voice reads out {text_range.label}",
            "Write the words without markup.",
            fix,
        )
    yield from _lists(greeting, persona)
    for text_range in emoji(greeting.text):
        fix = replacement_fix(greeting, text_range, "Delete the emoji", safe=True)
        hint = "Delete it; to make the face smile, use directorNotes."
        yield text_finding(EMOJI, greeting, text_range, f"{text_range.label} cannot be spoken", hint, fix)


def _lists(greeting: Passage, persona: PersonaView) -> Iterator[RuleFinding]:
    found = list(block_marks(greeting.text))
    code = persona.value("languageCode")
    sentences = list(list_sentences(greeting.text, code if isinstance(code, str) else None)) if found else []
    for text_range in found:
        written = next((one for one in sentences if one.touches(text_range)), None)
        fix = (
            replacement_fix(greeting, written, "Write the list as a sentence", safe=False)
            if written is not None
            else None
        )
        hint = "Write it as a sentence with two or three of the items."
        yield text_finding(LIST, greeting, text_range, f"listeners cannot hear {text_range.label}", hint, fix)


_GOOD: Final = f"{PERSONA}initialMessage: Hello, I am Cara. What can I do for you?\n"


def _rule(code: str, name: str, summary: str, why: str, bad: str) -> Rule:
    return Rule(
        code=code,
        name=name,
        summary=summary,
        severity=Severity.warning,
        why=why,
        bad=f"{PERSONA}initialMessage: {bad}\n",
        good=_GOOD,
        source="the platform's cookbook: never read out addresses, timestamps or codes",
    )


URL: Final = _rule(
    "G504",
    "spoken-url",
    "a web address in the greeting",
    "The voice spells it out, including slashes, and nobody can write it down.",
    "Hello! You can book at https://lantern.example/booking as well.",
)
EMAIL: Final = _rule(
    "G505",
    "spoken-email",
    "an e-mail address in the greeting",
    "The voice spells it out, and nobody can write it down.",
    "Hello! You can also write to desk@lantern.example.",
)
ISO_DATE: Final = _rule(
    "G506",
    "spoken-iso-date",
    "a numeric date in the greeting",
    "The voice reads figures and hyphens instead of a day and a month.",
    "Hello! We are closed until 2026-12-01.",
)
LONG_NUMBER: Final = _rule(
    "G507",
    "spoken-long-number",
    "a telephone number or another long number in the greeting",
    "The voice says millions or rushes through the digits, and nobody can write it down.",
    "Hello! Our number is 0049 30 1234567.",
)

RULES: Final = (MARKUP, LIST, EMOJI, URL, EMAIL, ISO_DATE, LONG_NUMBER)


def check(greeting: Passage, persona: PersonaView) -> Iterator[RuleFinding]:
    yield from _marks(greeting, persona)
    web = tuple(urls(greeting.text))
    for text_range in web:
        yield text_finding(
            URL,
            greeting,
            text_range,
            "a voice spells out this web address",
            "Describe in words where to find the page.",
        )
    for text_range in not_touching(emails(greeting.text), web):
        yield text_finding(
            EMAIL, greeting, text_range, "a voice spells out this e-mail address", "Offer to send it, or remove it."
        )
    for text_range in not_touching(iso_dates(greeting.text), web):
        hint = "Write the date as people say it: the first of December."
        yield text_finding(ISO_DATE, greeting, text_range, "a voice reads this date as numbers", hint)
    for text_range in long_numbers(greeting.text):
        hint = "Remove it, or write the digits as words, in groups."
        yield text_finding(LONG_NUMBER, greeting, text_range, "a long number is hard to follow by ear", hint)
