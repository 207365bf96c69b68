"""G508-G512: whether the greeting suits its listeners: stage directions, length, instructions to the model, script."""

import re
from collections.abc import Iterator
from typing import Final

from personactl.document.display_text import quoted
from personactl.document.passage import Passage
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule
from personactl.lint.rules.text_findings import replacement_fix, text_finding, whole
from personactl.lint.text.language import spoken_words
from personactl.lint.text.orders import orders
from personactl.lint.text.stage_directions import stage_directions

STAGE: Final = Rule(
    code="G508",
    name="spoken-stage-direction",
    summary="a stage direction in the greeting",
    severity=Severity.warning,
    why="The voice reads it out: the persona says that it smiles instead of smiling.",
    bad=f'{PERSONA}initialMessage: "*smiles* Hello, I am Cara."\n',
    good=f"{PERSONA}initialMessage: Hello, I am Cara.\n",
    fixability=Fixability.unsafe,
    source="the platform's cookbook, on output that is spoken aloud",
)
ORDERS: Final = Rule(
    code="G511",
    name="instructions-in-greeting",
    summary="instructions for the model in the greeting",
    severity=Severity.warning,
    why="The greeting is not a prompt: the voice reads it out word for word, including the instructions.",
    bad=f"{PERSONA}initialMessage: Greet the user warmly. Your goal is to book an appointment.\n",
    good=f"{PERSONA}initialMessage: Hello, I am Cara. Shall we find you an appointment?\n",
    source="an instruction block in a greeting that was read out to customers",
)
SCRIPT: Final = Rule(
    code="G512",
    name="greeting-script",
    summary="a greeting in a script that does not match languageCode",
    severity=Severity.info,
    why="Users answer in the language of the greeting, and the transcription expects another one.",
    bad=f"{PERSONA}languageCode: ja\ninitialMessage: Hello, what can I do for you?\n",
    good=f"{PERSONA}languageCode: ja\ninitialMessage: こんにちは、ご用件は何でしょうか。\n",
    source="the platform's published API contract, on languageCode",
    enabled=False,
)


_CUE_FOR: Final = (
    ("laugh", "laughter"),
    ("chuckl", "laughter"),
    ("giggl", "laughter"),
    ("smil", "happy"),
    ("grin", "happy"),
)
_SCRIPTS: Final = {
    **dict.fromkeys(("ar", "fa", "ur"), "\u0600-\u06ff"),
    **dict.fromkeys(("bg", "be", "kk", "mk", "ru", "uk"), "\u0400-\u04ff"),
    **dict.fromkeys(("hi", "mr", "ne"), "\u0900-\u097f"),
    "el": "\u0370-\u03ff", "he": "\u0590-\u05ff", "hy": "\u0530-\u058f", "ja": "\u3040-\u30ff\u4e00-\u9fff",
    "kn": "\u0c80-\u0cff", "ko": "\uac00-\ud7af", "ta": "\u0b80-\u0bff", "th": "\u0e00-\u0e7f", "zh": "\u4e00-\u9fff",
}  # fmt: skip
_LATIN: Final = "A-Za-z\u00c0-\u024f"


def _audience(greeting: Passage, persona: PersonaView) -> Iterator[RuleFinding]:
    for text_range in stage_directions(greeting.text):
        fix = replacement_fix(greeting, text_range, "Delete the stage direction", safe=False)
        message = f"a voice reads out the stage direction {quoted(text_range.label)}"
        yield text_finding(STAGE, greeting, text_range, message, _instead(text_range.label, persona), fix)
    order = next(orders(greeting.text), None)
    if order is not None:
        message = f"the persona says {quoted(order.label)} to the listener"
        hint = "Move instructions to the system prompt, and write here exactly what the persona says."
        yield text_finding(ORDERS, greeting, order, message, hint)
    code = persona.value("languageCode")
    if persona.any_selected(SCRIPT.code) and isinstance(code, str) and not _fits(greeting.text, code):
        message = f"languageCode: {code} does not match the script of the greeting"
        yield text_finding(
            SCRIPT,
            greeting,
            whole(greeting),
            message,
            "Write the greeting in the language of languageCode, or change languageCode.",
        )


def _instead(gesture: str, persona: PersonaView) -> str:
    cue = next((cue for stem, cue in _CUE_FOR if stem in gesture.lower()), None)
    if cue is not None and str(persona.value("avatarModel")).startswith("cara-4"):
        return f"Write the cue [{cue}], which cara-4 shows but does not say, or remove it."
    return "Remove it; to set the mood of the face, use directorNotes."


def _fits(text: str, code: str) -> bool:
    own = _SCRIPTS.get(code, _LATIN)
    letters = sum(char.isalpha() for char in text)
    return letters == 0 or len(re.findall(f"[{own}]", text)) * 2 >= letters


_MANY: Final = "We have lamps for desks, for beds, for sofas and for stairs, and bulbs for all of them. " * 4

LONG: Final = Rule(
    code="G509",
    name="long-greeting",
    summary="a greeting of more than about 60 words, or lint.greetingWords of personactl.yaml",
    severity=Severity.warning,
    why="It lasts about half a minute before the user can say anything.",
    bad=f"{PERSONA}initialMessage: Hello. {_MANY}\n",
    good=f"{PERSONA}initialMessage: Hello, I am Cara. What can I do for you?\n",
    source="personactl, by the rate at which people speak",
)
UNINTERRUPTIBLE: Final = Rule(
    code="G510",
    name="long-uninterruptible-greeting",
    summary="a greeting of more than about 60 words that cannot be interrupted",
    severity=Severity.error,
    why="For about half a minute the persona does not hear the user.",
    bad=f"{PERSONA}uninterruptibleGreeting: true\ninitialMessage: Hello. {_MANY}\n",
    good=f"{PERSONA}uninterruptibleGreeting: true\ninitialMessage: This call is recorded. What can I do for you?\n",
    source="personactl, by the rate at which people speak",
)

RULES: Final = (STAGE, LONG, UNINTERRUPTIBLE, ORDERS, SCRIPT)

_SECONDS_A_WORD: Final = 25 / 60


def check(greeting: Passage, persona: PersonaView) -> Iterator[RuleFinding]:
    yield from _audience(greeting, persona)
    words = spoken_words(greeting.text)
    most = persona.limits.greeting_words
    if words <= most:
        return
    rule = UNINTERRUPTIBLE if persona.value("uninterruptibleGreeting") is True else LONG
    message = f"the greeting has about {words} words; {most} words take about {round(most * _SECONDS_A_WORD)} seconds"
    yield text_finding(
        rule, greeting, whole(greeting), message, "Shorten it: say who is speaking, and ask one question."
    )
