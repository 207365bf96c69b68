"""P417-P421: facts in the prompt that contradict other keys, go out of date or should not be there."""

import re
from collections.abc import Iterator
from typing import Final

from personactl.document.display_text import quoted
from personactl.document.passage import Passage
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Rule
from personactl.lint.rules.text_findings import text_finding
from personactl.lint.text.text_range import TextRange
from personactl.lint.text.written_forms import dates_of_today, emails, long_numbers
from personactl.pattern import Pattern

NAME: Final = Rule(
    code="P417",
    name="name-mismatch",
    summary="a persona name in the prompt that differs from the file",
    severity=Severity.info,
    why="One of the two is usually a leftover from a copied persona.",
    bad=f"{PERSONA}systemPrompt: You are Julia, the receptionist of a small hotel.\n",
    good=f"{PERSONA}systemPrompt: You are Cara, the receptionist of a small hotel.\n",
    source="the platform's prompting guide, on identity",
    enabled=False,
)
DATE: Final = Rule(
    code="P418",
    name="hard-coded-date",
    summary="a prompt that states today's date",
    severity=Severity.info,
    why="It is correct for one day only; after that the persona calculates every date from a wrong one.",
    bad=f"{PERSONA}systemPrompt: You are Cara, who takes bookings. Today is 5 November 2026.\n",
    good=f"{PERSONA}systemPrompt: You are Cara, who takes bookings. Ask for the date that the guest has in mind.\n",
    source="the platform's cookbook, which builds the date at run time",
)
PLATFORM: Final = Rule(
    code="P419",
    name="controls-platform",
    summary="a prompt that tries to control a setting of the platform",
    severity=Severity.info,
    why="The model does not control pauses, speed, the face or the length of a session: it can only talk about them.",
    bad=f"{PERSONA}systemPrompt: You are Cara, who sells lamps. Wait three seconds before you answer.\n",
    good=(
        f"{PERSONA}systemPrompt: You are Cara, who sells lamps.\nvoiceDetectionOptions: "
        f"{{endOfSpeechSensitivity: 0.2}}\n"
    ),
    source="the platform's prompting guide: turn-taking, voice and avatar are configured",
    enabled=False,
)
LANGUAGE: Final = Rule(
    code="P420",
    name="language-mismatch",
    summary="a prompt language that does not match languageCode",
    severity=Severity.info,
    why="languageCode is the language that the transcription expects: words of another language arrive garbled.",
    bad=f"{PERSONA}languageCode: en\nsystemPrompt: You are Cara, a tutor. Speak only French.\n",
    good=f"{PERSONA}languageCode: fr\nsystemPrompt: You are Cara, a tutor. Speak only French.\n",
    source="the platform's published API contract, on languageCode",
    enabled=False,
)
PERSONAL: Final = Rule(
    code="P421",
    name="personal-data",
    summary="an e-mail address or a telephone number in the prompt",
    severity=Severity.info,
    why="The persona may say it to any user, and it is stored with every session.",
    bad=f"{PERSONA}systemPrompt: You are Cara. The owner's address is maria.silva@lantern.example for emergencies.\n",
    good=f"{PERSONA}systemPrompt: You are Cara. For emergencies, send visitors to the owner in the shop.\n",
    source="personactl",
    enabled=False,
)

RULES: Final = (NAME, DATE, PLATFORM, LANGUAGE, PERSONAL)

_YOU_ARE: Final = Pattern(
    r"\b(?:You are|You['’]re|Your name is|Du bist|Tu es|Eres|Sei) (?P<name>[^\W\d_][\w'’-]+)(?=[,.!;]| (?:and"
    r"|the|who)\b)"
)
_CONTROLS: Final = Pattern(
    r"\b(?:wait|pause) (?:for )?(?:about |at least )?(?:\w+|\d+(?:\.\d+)?) (?:milliseconds|seconds)\b"
    r"|\b(?:speak|talk) (?:at|with) (?:a )?(?:speed|rate|pace) of\b|\bspeak \d+(?:\.\d+)? ?(?:x|times|%) "
    r"(?:faster|slower)\b"
    r"|\b(?:end|close|terminate) the (?:session|call) after (?:\w+|\d+) (?:minutes|seconds)\b"
    r"|\bset (?:your )?(?:avatar|voice|expressivity)\b",
    re.IGNORECASE,
)
_ONLY: Final = Pattern(
    r"\b(?i:speak|respond|reply|answer|talk) (?:only|exclusively|always)(?: in)? (?P<language>[A-Z][a-z]+)\b"
    r"|\b(?i:speak|respond|reply|answer|talk) in (?P<in>[A-Z][a-z]+) only\b"
)
_CODES: Final = {
    "English": "en", "French": "fr", "German": "de", "Spanish": "es", "Italian": "it", "Portuguese": "pt",
    "Dutch": "nl", "Polish": "pl", "Swedish": "sv", "Danish": "da", "Norwegian": "no", "Finnish": "fi",
    "Czech": "cs", "Greek": "el", "Turkish": "tr", "Russian": "ru", "Ukrainian": "uk", "Arabic": "ar",
    "Hebrew": "he", "Hindi": "hi", "Japanese": "ja", "Korean": "ko", "Chinese": "zh", "Mandarin": "zh",
    "Vietnamese": "vi", "Thai": "th", "Indonesian": "id",
}  # fmt: skip


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    prompt = persona.prompt
    if prompt is None:
        return
    for day in dates_of_today(prompt.text):
        hint = "Remove the date here, and put it into the prompt of an ephemeral token."
        yield text_finding(DATE, prompt, day, f"the prompt says that today is {day.label}", hint)
    if persona.any_selected(NAME.code):
        yield from _named(prompt, persona.value("name"))
    if persona.any_selected(PLATFORM.code):
        for match in _CONTROLS.finditer(prompt.text):
            text_range = TextRange(match.start(), match.end(), match[0])
            hint = "Set it in voiceDetectionOptions, voiceGenerationOptions, directorNotes or maxSessionLengthSeconds."
            yield text_finding(PLATFORM, prompt, text_range, f"the model cannot control this: {quoted(match[0])}", hint)
    if persona.any_selected(LANGUAGE.code):
        yield from _languages(prompt, persona.value("languageCode"))
    if persona.any_selected(PERSONAL.code):
        for text_range in (*emails(prompt.text), *long_numbers(prompt.text)):
            hint = "Remove it, or make sure that any user may hear it."
            yield text_finding(PERSONAL, prompt, text_range, f"{text_range.label} in the prompt", hint)


def _named(prompt: Passage, name: object) -> Iterator[RuleFinding]:
    match = _YOU_ARE.search(prompt.text)
    if match is None or not isinstance(name, str) or not match["name"][0].isupper():
        return
    if match["name"].casefold() not in name.casefold():
        text_range = TextRange(match.start("name"), match.end("name"), match["name"])
        message = f"the prompt calls the persona {match['name']}, but its name is {quoted(name)}"
        yield text_finding(
            NAME, prompt, text_range, message, "Use the same name, or ignore this rule if name is only a label."
        )


def _languages(prompt: Passage, code: object) -> Iterator[RuleFinding]:
    for match in _ONLY.finditer(prompt.text):
        group = match.lastgroup or "language"
        spoken = _CODES.get(match[group])
        if spoken is not None and isinstance(code, str) and code != spoken:
            text_range = TextRange(match.start(group), match.end(group), match[group])
            message = f"the persona speaks only {match[group]}, but languageCode is {code}"
            yield text_finding(LANGUAGE, prompt, text_range, message, f"Set languageCode: {spoken}, or remove it.")
