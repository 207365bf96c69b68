"""P410: the prompt asks for lists, tables or emoji in answers that are heard."""

from collections.abc import Iterator
from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.lint.rules.text_findings import WHO, hit
from personactl.lint.text.formatting import format_demands

ASKS_FOR_FORMAT: Final = Rule(
    code="P410",
    name="asks-for-format",
    summary="a prompt that asks for markdown, lists, tables or emoji in answers",
    severity=Severity.warning,
    why="Answers are spoken: the voice reads asterisks and symbols out, or swallows them with the structure they gave.",
    bad=f"{WHO}systemPrompt: You are Cara, who sells lamps. Use bullet points and emojis in every answer.\n",
    good=f"{WHO}systemPrompt: You are Cara, who sells lamps. Never use bullet points or emojis.\n",
    source="the platform's cookbook, on output that is spoken aloud",
)

RULES: Final = (ASKS_FOR_FORMAT,)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    if subject.prompt is None:
        return
    for stretch in format_demands(subject.prompt.text):
        message = f"the prompt asks for {stretch.what} in what is spoken"
        hint = "Ask for plain spoken sentences; where text belongs on a screen, let a tool show it."
        yield hit(ASKS_FOR_FORMAT, subject.prompt, stretch, message, hint)
