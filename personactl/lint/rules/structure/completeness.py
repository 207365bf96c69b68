"""S115-S119: a persona that works but leaves decisions to the platform that its author should make."""

from collections.abc import Iterator
from typing import Final

from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.finding_places import at_key, at_top, at_value
from personactl.lint.key_edits import fix, replace_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule
from personactl.persona.schema.requirements import LLM_OFF

RULES: Final = (
    Rule(
        code="S115",
        name="no-prompt",
        summary="a persona without a system prompt",
        severity=Severity.warning,
        why="The platform then issues a kind of token that its official clients refuse, or the LLM improvises.",
        bad=PERSONA,
        good=f"{PERSONA}systemPrompt: You are Cara, who looks after the front desk.\n",
        source="measurements of the live API by third parties; the official JavaScript SDK",
    ),
    Rule(
        code="S116",
        name="no-llm",
        summary="a persona without an LLM",
        severity=Severity.info,
        why=(
            "The platform then chooses the LLM. Its default may change at any time, and with it how the "
            "persona follows its prompt."
        ),
        bad=PERSONA,
        good=f"{PERSONA}llmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466\n",
        source="the platform's guide on moving off the legacy fields",
    ),
    Rule(
        code="S117",
        name="avatar-model-unset",
        summary="a persona without an avatarModel",
        severity=Severity.info,
        why="The server then chooses the model; the documentation recommends cara-4 for predictable behaviour.",
        bad=PERSONA,
        good=f"{PERSONA}avatarModel: cara-4\n",
        source="the platform's documentation of its models",
    ),
    Rule(
        code="S118",
        name="preview-avatar-model",
        summary="the avatarModel cara-4-latest, which is a preview",
        severity=Severity.warning,
        why="It is available by invitation only (all others get 403) and not intended for production.",
        bad=f"{PERSONA}avatarModel: cara-4-latest\n",
        good=f"{PERSONA}avatarModel: cara-4\n",
        source="the platform's published API contract; its documentation of its models",
        fixability=Fixability.unsafe,
    ),
    Rule(
        code="S119",
        name="no-description",
        summary="a persona without a description",
        severity=Severity.info,
        why="It does not affect conversations, but it tells personas apart in a list.",
        bad=PERSONA,
        good=f"{PERSONA}description: Front desk of the demo shop\n",
        source="the platform's documentation of personas",
        enabled=False,
    ),
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    yield from _preview(persona)
    if not persona.complete:
        return
    if not _is_driven_externally(persona):
        if not persona.config.keys() & {"systemPrompt", "systemPromptFile"}:
            hint = "Add systemPrompt: with the text, or systemPromptFile: with the name of a file."
            yield at_top("S115", "the persona has no system prompt", hint, persona)
        if not persona.config.keys() & {"llmId", "llm"}:
            hint = "Add llmId: with an id, or llm: with a name, from personactl llm list."
            yield at_top("S116", "the persona does not set an LLM; the platform chooses one", hint, persona)
    if "avatarModel" not in persona.config:
        located = persona.located("avatarId") or persona.located("avatar")
        message = "avatarModel is not set; the platform chooses one"
        hint = "Add avatarModel: cara-4."
        yield at_key("S117", message, hint, located) if located else at_top("S117", message, hint, persona)
    if not str(persona.config.get("description") or "").strip():
        yield at_top(
            "S119", "the persona has no description", "Add description: with one line about its purpose.", persona
        )


def _preview(persona: PersonaView) -> Iterator[RuleFinding]:
    located = persona.located("avatarModel")
    if located is not None and persona.value("avatarModel") == "cara-4-latest":
        correction = fix(
            "Replace cara-4-latest with cara-4", replace_value(located.document, located.entry, "cara-4"), safe=False
        )
        message = "cara-4-latest is a preview for invited accounts"
        yield at_value("S118", message, "Write avatarModel: cara-4.", located, correction)


def _is_driven_externally(persona: PersonaView) -> bool:
    """Return whether another program supplies the words or the audio, so that no LLM or prompt is needed."""
    return persona.value("enableAudioPassthrough") is True or persona.value("llmId") == LLM_OFF
