"""V302-V305: director's notes, which say how the face shall play what the voice says."""

from collections.abc import Iterator
from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.finding_places import at_key, at_value, depth
from personactl.lint.key_edits import fix, new_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rule_finding import RuleFinding

_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"
_UNSTABLE: Final = 0.8  # docs/platform.md#directors-notes

RULES: Final = (
    Rule(
        code="V302",
        name="director-notes-without-cara-4",
        summary="director's notes for an avatarModel that does not follow them",
        severity=Severity.warning,
        why="On cara-3 the platform strips them without a word, and the session goes on without.",
        bad=f"{_WHO}avatarModel: cara-3\ndirectorNotes: {{presetStyle: warm}}\n",
        good=f"{_WHO}avatarModel: cara-4\ndirectorNotes: {{presetStyle: warm}}\n",
        source="the platform's published API contract",
        fixability=Fixability.unsafe,
    ),
    Rule(
        code="V303",
        name="director-notes-without-model",
        summary="director's notes without an avatarModel",
        severity=Severity.info,
        why="The server chooses the model, and only cara-4 follows the notes.",
        bad=f"{_WHO}directorNotes: {{presetStyle: warm}}\n",
        good=f"{_WHO}avatarModel: cara-4\ndirectorNotes: {{presetStyle: warm}}\n",
        source="the platform's published API contract",
    ),
    Rule(
        code="V304",
        name="empty-director-notes",
        summary="director's notes that say nothing",
        severity=Severity.error,
        why="The platform wants at least one of presetStyle, customStylePrompt and expressivity.",
        bad=f"{_WHO}directorNotes: {{}}\n",
        good=f"{_WHO}directorNotes: {{presetStyle: warm}}\n",
        source="the types of the official JavaScript SDK",
    ),
    Rule(
        code="V305",
        name="high-expressivity",
        summary="an expressivity above 0.8",
        severity=Severity.info,
        why="High values are documented as unstable: the face may jump.",
        bad=f"{_WHO}avatarModel: cara-4\ndirectorNotes: {{presetStyle: warm, expressivity: 0.95}}\n",
        good=f"{_WHO}avatarModel: cara-4\ndirectorNotes: {{presetStyle: warm, expressivity: 0.5}}\n",
        source="the platform's published API contract; its documentation of director's notes",
    ),
)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    notes = subject.located("directorNotes")
    value = subject.value("directorNotes")
    if notes is None or not isinstance(value, dict):
        return
    if not value:
        hint = "Add presetStyle, customStylePrompt or expressivity, or remove directorNotes."
        yield at_key("V304", "directorNotes say nothing", hint, notes)
        return
    yield from _model(subject)
    expressivity = subject.located("directorNotes.expressivity")
    given = value.get("expressivity")
    if expressivity is not None and isinstance(given, int | float) and _UNSTABLE < given <= 1:
        yield at_value("V305", "an expressivity above 0.8 is unstable", "Write 0.8 or less.", expressivity)


def _model(subject: PersonaView) -> Iterator[RuleFinding]:
    notes, model = subject.located("directorNotes"), subject.located("avatarModel")
    if notes is None:
        return
    if model is None and subject.complete:
        message = "directorNotes have an effect on cara-4 only, and no avatarModel is set"
        yield at_key("V303", message, "Add avatarModel: cara-4.", notes)
    chosen_on_purpose = depth(subject, "avatarModel") > depth(subject, "directorNotes")
    if model is not None and subject.value("avatarModel") == "cara-3" and not chosen_on_purpose:
        mend = fix("Replace cara-3 with cara-4", new_value(model.document, model.entry, "cara-4"), safe=False)
        hint = "Write avatarModel: cara-4, or remove directorNotes."
        yield at_key("V302", "directorNotes have no effect on cara-3", hint, notes, mend)
