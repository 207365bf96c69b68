"""V301-V307: voice options, director's notes and data retention. The options of a voice are an online question.

Source: docs/platform.md#voice-generation, docs/platform.md#directors-notes, docs/platform.md#zero-data-retention.
"""

from collections.abc import Iterator
from typing import Final

from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.finding_places import at_key, at_value, layer_depth
from personactl.lint.key_edits import fix, replace_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule

_UNSTABLE: Final = 0.8

RULES: Final = (
    Rule(
        code="V301",
        name="slow-voice-option",
        summary="a voice option that slows down every answer",
        severity=Severity.info,
        why="The provider needs longer for a style other than 0 and for the speaker boost, and the user waits.",
        bad=f"{PERSONA}voiceGenerationOptions: {{style: 0.5}}\n",
        good=f"{PERSONA}voiceGenerationOptions: {{style: 0}}\n",
        source="the platform's documentation of voice settings",
    ),
    Rule(
        code="V302",
        name="director-notes-without-cara-4",
        summary="director's notes for an avatarModel that ignores them",
        severity=Severity.warning,
        why="On cara-3 the platform silently removes the notes, and the session runs without them.",
        bad=f"{PERSONA}avatarModel: cara-3\ndirectorNotes: {{presetStyle: warm}}\n",
        good=f"{PERSONA}avatarModel: cara-4\ndirectorNotes: {{presetStyle: warm}}\n",
        source="the platform's published API contract",
        fixability=Fixability.unsafe,
    ),
    Rule(
        code="V303",
        name="director-notes-without-model",
        summary="director's notes without an avatarModel",
        severity=Severity.info,
        why="The server chooses the model, and only cara-4 follows the notes.",
        bad=f"{PERSONA}directorNotes: {{presetStyle: warm}}\n",
        good=f"{PERSONA}avatarModel: cara-4\ndirectorNotes: {{presetStyle: warm}}\n",
        source="the platform's published API contract",
    ),
    Rule(
        code="V304",
        name="empty-director-notes",
        summary="empty director's notes",
        severity=Severity.error,
        why="The platform requires at least one of presetStyle, customStylePrompt and expressivity.",
        bad=f"{PERSONA}directorNotes: {{}}\n",
        good=f"{PERSONA}directorNotes: {{presetStyle: warm}}\n",
        source="the types of the official JavaScript SDK",
    ),
    Rule(
        code="V305",
        name="high-expressivity",
        summary="an expressivity above 0.8",
        severity=Severity.info,
        why="The documentation calls high values unstable: the face may jump.",
        bad=f"{PERSONA}avatarModel: cara-4\ndirectorNotes: {{presetStyle: warm, expressivity: 0.95}}\n",
        good=f"{PERSONA}avatarModel: cara-4\ndirectorNotes: {{presetStyle: warm, expressivity: 0.5}}\n",
        source="the platform's published API contract; its documentation of director's notes",
    ),
    Rule(
        code="V306",
        name="recording-without-retention",
        summary="zero data retention together with session replay",
        severity=Severity.warning,
        why="With zero data retention the platform stores nothing of a session, so there is nothing to replay.",
        bad=f"{PERSONA}zeroDataRetention: true\nsessionOptions: {{sessionReplay: {{enableSessionReplay: true}}}}\n",
        good=f"{PERSONA}zeroDataRetention: true\nsessionOptions: {{sessionReplay: {{enableSessionReplay: false}}}}\n",
        source="the platform's documentation of privacy",
    ),
    Rule(
        code="V307",
        name="retained-knowledge",
        summary="zero data retention together with knowledge",
        severity=Severity.info,
        why="Zero data retention covers conversations; uploaded documents remain stored.",
        bad=f"{PERSONA}zeroDataRetention: true\nknowledge: [store-faq]\n",
        good=f"{PERSONA}zeroDataRetention: true\n",
        source="the platform's documentation of privacy",
    ),
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    yield from _slow_options(persona)
    yield from _director_notes(persona)
    yield from _retention(persona)


def _director_notes(persona: PersonaView) -> Iterator[RuleFinding]:
    notes = persona.located("directorNotes")
    value = persona.value("directorNotes")
    if notes is None or not isinstance(value, dict):
        return
    if not value:
        hint = "Add presetStyle, customStylePrompt or expressivity, or remove directorNotes."
        yield at_key("V304", "directorNotes are empty", hint, notes)
        return
    yield from _model(persona)
    expressivity = persona.located("directorNotes.expressivity")
    given = persona.number("directorNotes.expressivity")
    if expressivity is not None and given is not None and _UNSTABLE < given <= 1:
        yield at_value("V305", "an expressivity above 0.8 may look unstable", "Write 0.8 or less.", expressivity)


def _model(persona: PersonaView) -> Iterator[RuleFinding]:
    notes, model = persona.located("directorNotes"), persona.located("avatarModel")
    if notes is None:
        return
    if model is None and persona.complete:
        message = "directorNotes need cara-4, and avatarModel is not set"
        yield at_key("V303", message, "Add avatarModel: cara-4.", notes)
    chosen_on_purpose = layer_depth(persona, "avatarModel") > layer_depth(persona, "directorNotes")
    if model is not None and persona.value("avatarModel") == "cara-3" and not chosen_on_purpose:
        correction = fix("Replace cara-3 with cara-4", replace_value(model.document, model.entry, "cara-4"), safe=False)
        hint = "Write avatarModel: cara-4, or remove directorNotes."
        yield at_key("V302", "directorNotes have no effect on cara-3", hint, notes, correction)


_REPLAY: Final = "sessionOptions.sessionReplay.enableSessionReplay"


def _retention(persona: PersonaView) -> Iterator[RuleFinding]:
    if persona.value("zeroDataRetention") is not True:
        return
    replay = persona.located(_REPLAY)
    if replay is not None and persona.value(_REPLAY) is True:
        message = "session replay has no effect with zeroDataRetention"
        yield at_value("V306", message, "Write enableSessionReplay: false.", replay)
    knowledge = persona.located("knowledge")
    if knowledge is not None and persona.value("knowledge"):
        message = "zeroDataRetention does not cover knowledge documents"
        yield at_key("V307", message, "Make sure that the documents contain no personal data.", knowledge)


def _slow_options(persona: PersonaView) -> Iterator[RuleFinding]:
    style = persona.located("voiceGenerationOptions.style")
    value = persona.number("voiceGenerationOptions.style")
    if style is not None and value is not None and value > 0:
        yield at_value("V301", "a style other than 0 slows down every answer", "Write style: 0, or remove it.", style)
    boost = persona.located("voiceGenerationOptions.useSpeakerBoost")
    if boost is not None and persona.value("voiceGenerationOptions.useSpeakerBoost") is True:
        yield at_value("V301", "useSpeakerBoost may slow down every answer", "Write useSpeakerBoost: false.", boost)
