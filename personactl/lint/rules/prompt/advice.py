"""P404-P409: what the platform's guide recommends for prompts. Off by default: a prompt may say it in other words.

Source: docs/platform.md#prompting.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from personactl.document.passage import Passage
from personactl.lint.finding import Fix, RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule
from personactl.lint.rules.text_findings import replacement_edit, text_finding, whole
from personactl.lint.text.guidance import lacks, missing_blocks
from personactl.lint.text.language import language_of

_GUIDE: Final = "the platform's prompting guide"
_RECIPES: Final = "the platform's documentation of personas, and every recipe of its cookbook"
_THIN: Final = f"{PERSONA}systemPrompt: This is for the front desk of the lamp shop, and the shop is on Market Row.\n"


def _rule(
    code: str,
    name: str,
    summary: str,
    *,
    why: str,
    bad: str,
    good: str,
    source: str = _GUIDE,
    fixability: Fixability = Fixability.none,
) -> Rule:
    return Rule(
        code=code,
        name=name,
        summary=summary,
        severity=Severity.info,
        why=why,
        bad=bad,
        good=good,
        source=source,
        fixability=fixability,
        enabled=False,
    )


LENGTH: Final = _rule(
    "P404",
    "no-length-guidance",
    "a prompt that does not say how long answers should be",
    why="Models tend to answer at the length of a page; spoken, that is a lecture that nobody can skip.",
    bad=_THIN,
    good=f"{PERSONA}systemPrompt: You are the front desk of the shop. Keep answers under fifty words.\n",
    source=_RECIPES,
    fixability=Fixability.unsafe,
)
SPOKEN: Final = _rule(
    "P405",
    "no-spoken-guidance",
    "a prompt that does not say that answers are spoken",
    why=(
        "A model that does not know that its answers are spoken writes lists, headings and symbols, and the "
        "voice reads them out."
    ),
    bad=_THIN,
    good=f"{PERSONA}systemPrompt: You are the front desk of the shop. All that you say is spoken aloud, without "
    f"markdown.\n",
    source=_RECIPES,
    fixability=Fixability.unsafe,
)
BLOCKS: Final = _rule(
    "P406",
    "missing-blocks",
    "a prompt without the headings that the platform's guide recommends",
    why="Models follow blocks with headings more reliably, and headings show the author what is missing.",
    bad=_THIN,
    good=f"{PERSONA}systemPrompt: |\n  # Personality\n  You are Cara.\n  # Environment\n  A shop.\n  # Tone\n  Warm.\n"
    "  # Goal\n  Help.\n  # Guardrails\n  Invent nothing.\n",
)
GUARDRAILS: Final = _rule(
    "P407",
    "no-guardrails",
    "a prompt that forbids nothing",
    why="Sooner or later somebody asks for a promise, a diagnosis or a joke that the persona should not give.",
    bad=_THIN,
    good=f"{PERSONA}systemPrompt: You are the front desk of the shop. Never invent a price that is not in this text.\n",
)
IDENTITY: Final = _rule(
    "P408",
    "no-identity",
    "a prompt that does not say who the persona is",
    why="Asked for its name, the persona makes one up, or says that it is a language model.",
    bad=_THIN,
    good=f"{PERSONA}systemPrompt: You are Cara, and you look after the front desk of the shop on Market Row.\n",
)
GOAL: Final = _rule(
    "P409",
    "no-goal",
    "a prompt that does not say what the persona is for",
    why="Without a goal a conversation has no end, and the persona waits when it should ask.",
    bad=_THIN,
    good=(
        f"{PERSONA}systemPrompt: You are the front desk of the shop. Help each visitor to leave with the right lamp.\n"
    ),
)

RULES: Final = (LENGTH, SPOKEN, BLOCKS, GUARDRAILS, IDENTITY, GOAL)

_LINES: Final = MappingProxyType(
    {
        "P404": "Keep answers under fifty words.",
        "P405": "Everything you say is spoken aloud, so use plain sentences without markdown, lists or emoji.",
    }
)
"""The lines that fixes add to an English prompt."""

_TOPICS: Final = (
    (LENGTH, "length", "the prompt does not say how long answers should be", f"Add: {_LINES['P404']}"),
    (SPOKEN, "spoken", "the prompt does not say that answers are spoken", f"Add: {_LINES['P405']}"),
    (
        GUARDRAILS,
        "guardrails",
        "the prompt does not forbid anything",
        "Say what the persona must not do or talk about.",
    ),
    (IDENTITY, "identity", "the prompt does not say who the persona is", "Begin with its name and its role."),
    (GOAL, "goal", "the prompt does not say what the persona is for", "Say how a good conversation ends."),
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    prompt = persona.prompt
    if prompt is None or not prompt.text.strip():
        return
    for rule, topic, message, hint in _TOPICS:
        if persona.any_selected(rule.code) and lacks(prompt.text, topic):
            yield text_finding(rule, prompt, whole(prompt), message, hint, _appended(prompt, _LINES.get(rule.code)))
    if persona.any_selected(BLOCKS.code):
        missing = list(missing_blocks(prompt.text))
        if missing:
            message = f"the prompt has no heading for {', '.join(missing)}"
            yield text_finding(BLOCKS, prompt, whole(prompt), message, "Give each block of the prompt a heading.")


def _appended(prompt: Passage, line: str | None) -> Fix | None:
    """Return the fix that adds `line` to an English prompt, as a separate paragraph if the prompt has several lines."""
    if line is None or language_of(prompt.text) != "en":
        return None
    end = len(prompt.text.rstrip())
    between = "\n\n" if "\n" in prompt.text[:end] else " "
    edit = replacement_edit(prompt, end, end, between + line)
    return None if edit is None else Fix((edit,), safe=False, title=f"Add: {line}")
