"""G504-G507: written forms in the greeting that a voice spells out, sign by sign."""

from collections.abc import Iterator
from typing import Final

from personactl.document.passage import Passage
from personactl.lint.finding import Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.lint.rules.text_findings import WHO, hit
from personactl.lint.text.stretch import beside
from personactl.lint.text.written_forms import emails, iso_dates, long_numbers, urls

_GOOD: Final = f"{WHO}initialMessage: Hello, I am Cara. What can I do for you?\n"


def _rule(code: str, name: str, summary: str, why: str, bad: str) -> Rule:
    return Rule(
        code=code,
        name=name,
        summary=summary,
        severity=Severity.warning,
        why=why,
        bad=f"{WHO}initialMessage: {bad}\n",
        good=_GOOD,
        source="the platform's cookbook: never read out addresses, timestamps or codes",
    )


URL: Final = _rule(
    "G504",
    "spoken-url",
    "a web address in the greeting",
    "The voice spells it, slashes and all, and nobody can note it down.",
    "Hello! You can book at https://lantern.example/booking as well.",
)
EMAIL: Final = _rule(
    "G505",
    "spoken-email",
    "an e-mail address in the greeting",
    "The voice spells it, and nobody can note it down.",
    "Hello! You can also write to desk@lantern.example.",
)
ISO_DATE: Final = _rule(
    "G506",
    "spoken-iso-date",
    "a date in figures in the greeting",
    "The voice reads figures and hyphens, where people say a day and a month.",
    "Hello! We are closed until 2026-12-01.",
)
LONG_NUMBER: Final = _rule(
    "G507",
    "spoken-long-number",
    "a telephone number or another long number in the greeting",
    "The voice says millions, or races through the digits; nobody can note it down.",
    "Hello! Our number is 0049 30 1234567.",
)

RULES: Final = (URL, EMAIL, ISO_DATE, LONG_NUMBER)


def check(greeting: Passage, subject: PersonaView) -> Iterator[RuleFinding]:
    web = tuple(urls(greeting.text))
    for stretch in web:
        yield hit(URL, greeting, stretch, "a web address is spelled out", "Say where to find it, in words.")
    for stretch in beside(emails(greeting.text), web):
        yield hit(EMAIL, greeting, stretch, "an e-mail address is spelled out", "Offer to send it, or leave it out.")
    for stretch in beside(iso_dates(greeting.text), web):
        hint = "Write the day as people say it: the first of December."
        yield hit(ISO_DATE, greeting, stretch, "a date in figures is read as numbers", hint)
    for stretch in long_numbers(greeting.text):
        hint = "Leave it out, or write the digits as words, in groups."
        yield hit(LONG_NUMBER, greeting, stretch, "a long number is hard to follow by ear", hint)
