"""G509, G510: a greeting that keeps the listener waiting."""

from collections.abc import Iterator
from typing import Final

from personactl.document.passage import Passage
from personactl.lint.finding import Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.lint.rules.text_findings import WHO, hit, whole
from personactl.lint.text.spoken_length import spoken_words

_MANY: Final = "We have lamps for desks, for beds, for sofas and for stairs, and bulbs for all of them. " * 4

LONG: Final = Rule(
    code="G509",
    name="long-greeting",
    summary="a greeting of more than about 60 words, or lint.greetingWords in personactl.yaml",
    severity=Severity.warning,
    why="It lasts half a minute, in which nobody has said yet what they came for.",
    bad=f"{WHO}initialMessage: Hello. {_MANY}\n",
    good=f"{WHO}initialMessage: Hello, I am Cara. What can I do for you?\n",
    source="personactl, by the rate at which people speak",
)
UNINTERRUPTIBLE: Final = Rule(
    code="G510",
    name="long-uninterruptible-greeting",
    summary="a greeting of more than about 60 words that cannot be interrupted",
    severity=Severity.error,
    why="For half a minute the persona hears nothing, whatever the listener says.",
    bad=f"{WHO}uninterruptibleGreeting: true\ninitialMessage: Hello. {_MANY}\n",
    good=f"{WHO}uninterruptibleGreeting: true\ninitialMessage: This call is recorded. What can I do for you?\n",
    source="personactl, by the rate at which people speak",
)

RULES: Final = (LONG, UNINTERRUPTIBLE)

_SECONDS_A_WORD: Final = 25 / 60


def check(greeting: Passage, subject: PersonaView) -> Iterator[RuleFinding]:
    words = spoken_words(greeting.text)
    most = subject.limits.greeting_words
    if words <= most:
        return
    rule = UNINTERRUPTIBLE if subject.value("uninterruptibleGreeting") is True else LONG
    message = f"the greeting takes as long as {words} words; {most} last about {round(most * _SECONDS_A_WORD)} seconds"
    yield hit(rule, greeting, whole(greeting), message, "Say who is speaking, and ask one question.")
