"""S122-S126: keys that are valid but have no effect, or not the intended one, because of another key.

A layer may override those below it on purpose, so a key is only reported if the other key is not in a higher layer.

Source: docs/platform.md#greeting.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.finding_places import at_key, at_value, layer_depth
from personactl.lint.key_edits import fix, remove_entry
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule
from personactl.persona.schema.requirements import LLM_OFF

_CONTRACT: Final = "the platform's published API contract"

# Deprecated names that the platform still accepts.
_OLD_LLM_NAMES: Final = frozenset({"ANAM_GPT_4O_MINI_V1", "ANAM_LLAMA_v3_3_70B_V1"})

_FOR_THE_LLM: Final = ("systemPrompt", "systemPromptFile", "toolIds", "tools", "knowledge")
_FOR_SPEECH: Final = (
    *("voiceId", "voice", "voiceGenerationOptions", "voiceDetectionOptions", "languageCode"),
    *("llmId", "llm", "systemPrompt", "systemPromptFile", "initialMessage"),
)

RULES: Final = (
    Rule(
        code="S122",
        name="skipped-greeting",
        summary="greeting settings that skipGreeting disables",
        severity=Severity.warning,
        why="With skipGreeting the persona waits for the user: the message is never spoken.",
        bad=f"{PERSONA}skipGreeting: true\ninitialMessage: Hello, I'm Cara.\n",
        good=f"{PERSONA}initialMessage: Hello, I'm Cara.\n",
        source=_CONTRACT,
        fixability=Fixability.unsafe,
    ),
    Rule(
        code="S123",
        name="uninterruptible-improvisation",
        summary="an uninterruptible greeting without a text",
        severity=Severity.info,
        why="A generated greeting can have any length, and nobody can stop it.",
        bad=f"{PERSONA}uninterruptibleGreeting: true\n",
        good=f"{PERSONA}uninterruptibleGreeting: true\ninitialMessage: Hello, I'm Cara.\n",
        source=_CONTRACT,
        enabled=False,
    ),
    Rule(
        code="S124",
        name="unused-by-no-llm",
        summary="a prompt or tools together with an llmId that disables the LLM",
        severity=Severity.warning,
        why=f"{LLM_OFF} hands the conversation to another program: the prompt is not read and tools are not called.",
        bad=f"{PERSONA}llmId: {LLM_OFF}\nsystemPrompt: You are Cara.\n",
        good=f"{PERSONA}llmId: {LLM_OFF}\n",
        source=_CONTRACT,
    ),
    Rule(
        code="S125",
        name="unused-by-passthrough",
        summary="speech or LLM settings together with enableAudioPassthrough",
        severity=Severity.info,
        why="Audio passthrough skips transcription, LLM and voice, so these settings have no effect.",
        bad=f"{PERSONA}enableAudioPassthrough: true\n",
        good="name: Cara\navatar: Cara\nenableAudioPassthrough: true\n",
        source="the platform's cookbook and its official SDKs",
    ),
    Rule(
        code="S126",
        name="legacy-llm-name",
        summary="a deprecated LLM name",
        severity=Severity.info,
        why="The old names still work, but they belong to deprecated fields.",
        bad=f"{PERSONA}llmId: ANAM_GPT_4O_MINI_V1\n",
        good=f"{PERSONA}llmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466\n",
        source="the platform's guide on moving off the legacy fields",
    ),
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    yield from _greeting(persona)
    if persona.value("llmId") == LLM_OFF:
        yield from _without_effect(persona, "llmId", _FOR_THE_LLM, "S124", f"has no effect with llmId: {LLM_OFF}")
    if persona.value("enableAudioPassthrough") is True:
        keys = [key for key in _FOR_SPEECH if persona.value(key) != LLM_OFF]
        yield from _without_effect(
            persona, "enableAudioPassthrough", keys, "S125", "has no effect with audio passthrough"
        )
    llm = persona.located("llmId")
    if llm is not None and persona.word("llmId") in _OLD_LLM_NAMES:
        message = f"{persona.word('llmId')} is a deprecated name of an LLM"
        yield at_value("S126", message, "Copy the id of an LLM from personactl llm list.", llm)


def _greeting(persona: PersonaView) -> Iterator[RuleFinding]:
    if persona.value("skipGreeting") is True:
        for key in ("initialMessage", "uninterruptibleGreeting"):
            located = persona.located(key)
            if (
                located is None
                or not persona.value(key)
                or layer_depth(persona, key) < layer_depth(persona, "skipGreeting")
            ):
                continue
            correction = fix(f"Remove {key}", remove_entry(located.document, located.entry), safe=False)
            message = f"{key} has no effect: skipGreeting disables the greeting"
            yield at_key("S122", message, f"Remove {key}, or remove skipGreeting.", located, correction)
        return
    located = persona.located("uninterruptibleGreeting")
    made_up = persona.complete and not persona.value("initialMessage")
    if located is not None and made_up and persona.value("uninterruptibleGreeting") is True:
        message = "the greeting cannot be interrupted and has no fixed text"
        yield at_key("S123", message, "Add initialMessage: with the text to say.", located)


def _without_effect(
    persona: PersonaView, cause: str, keys: Iterable[str], code: str, effect: str
) -> Iterator[RuleFinding]:
    for key in keys:
        located = persona.located(key)
        if located is not None and persona.value(key) and layer_depth(persona, key) >= layer_depth(persona, cause):
            yield at_key(code, f"{key} {effect}", f"Remove {key}, or {cause}.", located)
