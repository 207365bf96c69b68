"""P410, P415, P416: formats and cue tags that a spoken answer cannot use."""

from collections.abc import Iterator
from typing import Final

from personactl.document.passage import Passage
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule
from personactl.lint.rules.text_findings import replacement_fix, text_finding
from personactl.lint.text.formatting import format_demands
from personactl.lint.text.machine_formats import machine_formats
from personactl.lint.text.stage_directions import CUES, cue_tags, misspelt_cues
from personactl.lint.text.text_range import not_touching

ASKS_FOR_FORMAT: Final = Rule(
    code="P410",
    name="asks-for-format",
    summary="a prompt that asks for markdown, lists, tables, emoji or data for a program in answers",
    severity=Severity.warning,
    why="Answers are spoken: the voice reads out asterisks and symbols, or drops them together with the structure.",
    bad=f"{PERSONA}systemPrompt: You are Cara, who sells lamps. Use bullet points and emojis in every answer.\n",
    good=f"{PERSONA}systemPrompt: You are Cara, who sells lamps. Never use bullet points or emojis.\n",
    source="the platform's cookbook, on output that is spoken aloud",
)


def _format_demands(persona: PersonaView) -> Iterator[RuleFinding]:
    if persona.prompt is None:
        return
    demands = tuple(format_demands(persona.prompt.text))
    for text_range in demands:
        message = f"the prompt asks for {text_range.label} in spoken answers"
        hint = "Ask for plain spoken sentences; use a tool to show text on a screen."
        yield text_finding(ASKS_FOR_FORMAT, persona.prompt, text_range, message, hint)
    for text_range in not_touching(machine_formats(persona.prompt.text), demands):
        message = "the prompt asks for data for a program in spoken answers"
        hint = "Hand the data over with a tool: the voice reads out all that an answer holds."
        yield text_finding(ASKS_FOR_FORMAT, persona.prompt, text_range, message, hint)


_SOURCE: Final = "the platform's documentation of director notes"

MISSPELT: Final = Rule(
    code="P415",
    name="misspelt-cue",
    summary="a misspelled cue tag",
    severity=Severity.info,
    why="The platform has eleven cues; any other word in brackets has no effect and may be read out.",
    bad=f'{PERSONA}initialMessage: "[happy] Hello there. [suprised] Back already?"\n',
    good=f'{PERSONA}initialMessage: "[happy] Hello there. [surprised] Back already?"\n',
    fixability=Fixability.safe,
    source=_SOURCE,
)

WITHOUT_MODEL: Final = Rule(
    code="P416",
    name="cue-without-model",
    summary="a cue tag for an avatar model that does not support cues",
    severity=Severity.info,
    why="Only cara-4 changes its expression for cues; on cara-3 they have no effect.",
    bad=f'{PERSONA}avatarModel: cara-3\ninitialMessage: "[happy] Hello there."\n',
    good=f'{PERSONA}avatarModel: cara-4\ninitialMessage: "[happy] Hello there."\n',
    source=_SOURCE,
)

RULES: Final = (ASKS_FOR_FORMAT, MISSPELT, WITHOUT_MODEL)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    yield from _format_demands(persona)
    for passage in (persona.passage("initialMessage"), persona.prompt):
        if passage is not None and "[" in passage.text:
            yield from _in(passage, persona)


def _in(passage: Passage, persona: PersonaView) -> Iterator[RuleFinding]:
    for text_range in misspelt_cues(passage.text):
        fix = replacement_fix(passage, text_range, f"Replace it with {text_range.replacement}", safe=True)
        hint = f"Did you mean {text_range.replacement}? The cues are {', '.join(CUES)}."
        yield text_finding(MISSPELT, passage, text_range, f"[{text_range.label}] is not a cue", hint, fix)
    cue = next(cue_tags(passage.text), None)
    if cue is not None and persona.value("avatarModel") == "cara-3":
        message = f"cara-3 does not support cues such as [{cue.label}]"
        yield text_finding(WITHOUT_MODEL, passage, cue, message, "Set avatarModel: cara-4, or remove the cues.")
