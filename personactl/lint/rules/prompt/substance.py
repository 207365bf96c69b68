"""P401-P403: whether the system prompt is empty, trivial or very long."""

import re
from collections.abc import Iterator
from typing import Final

from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Rule
from personactl.lint.rules.text_findings import text_finding, whole
from personactl.lint.text.language import rough_tokens, spoken_words
from personactl.lint.text.text_range import TextRange
from personactl.pattern import Pattern
from personactl.persona.schema.requirements import LLM_OFF

EMPTY: Final = Rule(
    code="P401",
    name="empty-prompt",
    summary="an empty system prompt",
    severity=Severity.error,
    why="The model gets no instructions, so the persona has no identity and says anything.",
    bad=f'{PERSONA}systemPrompt: "  "\n',
    good=f"{PERSONA}systemPrompt: You are Cara, who looks after the front desk of a small lamp shop.\n",
    source="the platform's prompting guide",
)

TRIVIAL: Final = Rule(
    code="P402",
    name="trivial-prompt",
    summary="a system prompt with almost no content",
    severity=Severity.warning,
    why="Without a role, facts and limits the model makes up its own.",
    bad=f"{PERSONA}systemPrompt: You are a helpful assistant.\n",
    good=f"{PERSONA}systemPrompt: You are Cara, who looks after the front desk of a small lamp shop.\n",
    source="the platform's prompting guide",
)

LONG: Final = Rule(
    code="P403",
    name="long-prompt",
    summary="a system prompt of more than about 8,000 tokens, or lint.promptTokens of personactl.yaml",
    severity=Severity.warning,
    why="The model reads all of it before every answer, while the user waits in silence.",
    bad="",
    good="",
    source="measurements that users of the platform published; it states no limit",
)

RULES: Final = (EMPTY, TRIVIAL, LONG)

_FEWEST_LETTERS: Final = 40
_FEWEST_WORDS: Final = 8
_LONGEST_STOCK: Final = 400
_STOCK: Final = Pattern(
    r"(?:you are|you['’]re|act as) (?:an? )?(?:(?:very|helpful|friendly|useful|polite|kind|smart|ai|virtual|and|,) ?)*"
    r"(?:assistant|chatbot|bot|agent|ai|language model)[.!]?"
    r"(?: (?:please )?(?:answer|help)(?: all| any)?(?: the)?(?: users?(?:['’]s?)?)?"
    r"(?: with)?(?: their| any)?(?: questions?)?[.!]?)?",
    re.IGNORECASE,
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    prompt = persona.prompt
    if prompt is None or persona.value("llmId") == LLM_OFF or persona.value("enableAudioPassthrough") is True:
        return
    text = prompt.text.strip()
    if not text:
        hint = "Describe who the persona is, whom it talks to, how it speaks, its goal and its limits."
        yield text_finding(EMPTY, prompt, TextRange(0, len(prompt.text), ""), "the system prompt is empty", hint)
    elif _is_trivial(text):
        hint = "Describe its name, role, facts, tone, goal and limits."
        yield text_finding(TRIVIAL, prompt, whole(prompt), "the system prompt has almost no content", hint)
    tokens = rough_tokens(text)
    most = persona.limits.prompt_tokens
    if tokens > most:
        message = (
            f"the system prompt has about {_rounded(tokens, most):,} tokens; above {most:,} tokens answers are slow"
        )
        hint = "Move facts to knowledge, and keep only what every answer needs."
        yield text_finding(LONG, prompt, whole(prompt), message, hint)


def _rounded(tokens: int, most: int) -> int:
    """Return a rounded number that is still above the limit."""
    return round(tokens, -2) if round(tokens, -2) > most else tokens


def _is_trivial(text: str) -> bool:
    if len(text) < _FEWEST_LETTERS and spoken_words(text) < _FEWEST_WORDS:
        return True
    return len(text) <= _LONGEST_STOCK and _STOCK.fullmatch(" ".join(text.split())) is not None
