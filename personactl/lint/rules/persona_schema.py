"""S1: the file is valid YAML but not a valid persona. The persona layer finds these problems."""

from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.rule import PERSONA, Fixability, Rule
from personactl.persona.schema.schema_problems import CODES

_CONTRACT: Final = "the platform's published API contract"


def _rule(
    code: str,
    name: str,
    *,
    why: str,
    bad: str,
    good: str = "",
    source: str = _CONTRACT,
    fixability: Fixability = Fixability.none,
) -> Rule:
    """Return an error: the platform refuses such a file, or accepts it and silently ignores a part of it."""
    return Rule(
        code=code,
        name=name,
        summary=CODES[code],
        severity=Severity.error,
        why=why,
        bad=PERSONA + bad if good else bad,
        good=PERSONA + good,
        source=source,
        fixability=fixability,
    )


SCHEMA_RULES: tuple[Rule, ...] = (
    _rule(
        "S101",
        "unknown-key",
        why="The platform answers 200 to a request with an unknown key, and ignores the key.",
        bad="avatarModle: cara-4\n",
        good="avatarModel: cara-4\n",
        fixability=Fixability.safe,
    ),
    _rule(
        "S102",
        "read-only-key",
        why="The platform returns this key in answers but ignores it in requests, so the value would change nothing.",
        bad="voiceSpeed: 1.2\n",
        good="voiceGenerationOptions: {speed: 1.2}\n",
        fixability=Fixability.safe,
    ),
    _rule(
        "S103",
        "retired-key",
        why="Old examples use keys that the platform no longer reads.",
        bad="brainType: ANAM_GPT_4O_MINI_V1\n",
        good="llmId: ANAM_GPT_4O_MINI_V1\n",
        source="the platform's guide on moving off the legacy fields",
        fixability=Fixability.safe,
    ),
    _rule(
        "S104",
        "wrong-type",
        why="The platform refuses the request, or uses its default instead of the value.",
        bad='skipGreeting: "yes"\n',
        good="skipGreeting: true\n",
        fixability=Fixability.safe,
    ),
    _rule(
        "S105",
        "out-of-range",
        why="The platform refuses the whole request because of this number.",
        bad="voiceDetectionOptions: {endOfSpeechSensitivity: 5}\n",
        good="voiceDetectionOptions: {endOfSpeechSensitivity: 0.5}\n",
        fixability=Fixability.unsafe,
    ),
    _rule(
        "S106",
        "not-allowed-value",
        why="The platform has a fixed list of values here and refuses all others.",
        bad="avatarModel: cara4\n",
        good="avatarModel: cara-4\n",
        fixability=Fixability.safe,
    ),
    _rule(
        "S107",
        "empty-value",
        why="An empty value is null, which differs from a missing key; the platform refuses it.",
        bad="llmId:\n",
        good="llmId: CUSTOMER_CLIENT_V1\n",
    ),
    _rule(
        "S108",
        "missing-key",
        why="Without it the platform issues a session token that the official clients do not accept.",
        bad="name: Cara\nvoice: Lucy\n",
        source="the platform's published API contract and its client libraries",
    ),
    _rule(
        "S109",
        "malformed-id",
        why="An id that is not a UUID fails when the first customer starts a session.",
        bad="toolIds: [open_calendar]\n",
        good="toolIds: [3f6a1c52-9d04-4b7e-8a15-2c7be0d94f31]\n",
        fixability=Fixability.safe,
    ),
    _rule(
        "S110",
        "malformed-text",
        why="The platform refuses text of the wrong form or length, or cannot use it.",
        bad="languageCode: en-US\n",
        good="languageCode: en\n",
        fixability=Fixability.safe,
    ),
    _rule(
        "S111",
        "exclusive-keys",
        why="Only one of the two has an effect, and it may not be the intended one.",
        bad="directorNotes: {presetStyle: warm, customStylePrompt: Calm and kind.}\n",
        good="directorNotes: {presetStyle: warm}\n",
    ),
    _rule(
        "S112",
        "not-a-persona",
        why="The file contains nothing that could be pushed.",
        bad="- name: Cara\n",
        source="personactl",
    ),
    _rule(
        "S113",
        "mixed-voice-options",
        why="A voice has one provider; the platform silently ignores the options of another.",
        bad="voiceGenerationOptions: {stability: 0.5, emotion: calm}\n",
        good="voiceGenerationOptions: {emotion: calm}\n",
    ),
    _rule(
        "S114",
        "incomplete-keys",
        why="Without the other key this one has no effect or is refused.",
        bad="sessionOptions: {videoWidth: 1152}\n",
        good="sessionOptions: {videoWidth: 1152, videoHeight: 768}\n",
    ),
)
