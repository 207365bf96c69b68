"""S122-S126: keys that are fine by themselves and have no effect, or hardly the one meant, beside another key.

A layer may overrule those below it on purpose, so a key is only in vain where its opponent lies no higher.
Source: docs/platform.md#greeting.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.finding_places import at_key, at_value, depth
from personactl.lint.key_edits import fix, no_entry
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.persona.schema.requirements import LLM_OFF

_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"
_CONTRACT: Final = "the platform's published API contract"

# Renamed since; the platform still takes them.
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
        summary="settings of a greeting that skipGreeting leaves out",
        severity=Severity.warning,
        why="With skipGreeting the persona waits for the user: the message is never spoken.",
        bad=f"{_WHO}skipGreeting: true\ninitialMessage: Hello, I'm Cara.\n",
        good=f"{_WHO}initialMessage: Hello, I'm Cara.\n",
        source=_CONTRACT,
        fixability=Fixability.unsafe,
    ),
    Rule(
        code="S123",
        name="uninterruptible-improvisation",
        summary="an uninterruptible greeting that the persona makes up itself",
        severity=Severity.info,
        why="Nobody knows how long a generated greeting gets, and nobody can stop it.",
        bad=f"{_WHO}uninterruptibleGreeting: true\n",
        good=f"{_WHO}uninterruptibleGreeting: true\ninitialMessage: Hello, I'm Cara.\n",
        source=_CONTRACT,
        enabled=False,
    ),
    Rule(
        code="S124",
        name="unused-by-no-llm",
        summary="a prompt or tools beside the llmId that does without an LLM",
        severity=Severity.warning,
        why=f"{LLM_OFF} hands the conversation to another program: nobody reads the prompt, nothing calls a tool.",
        bad=f"{_WHO}llmId: {LLM_OFF}\nsystemPrompt: You are Cara.\n",
        good=f"{_WHO}llmId: {LLM_OFF}\n",
        source=_CONTRACT,
    ),
    Rule(
        code="S125",
        name="unused-by-passthrough",
        summary="settings of speech or LLM beside enableAudioPassthrough",
        severity=Severity.info,
        why="Passed-through audio skips transcription, LLM and voice, so these settings do nothing.",
        bad=f"{_WHO}enableAudioPassthrough: true\n",
        good="name: Cara\navatar: Cara\nenableAudioPassthrough: true\n",
        source="the platform's cookbook and its official SDKs",
    ),
    Rule(
        code="S126",
        name="legacy-llm-name",
        summary="an llmId that is one of the platform's old names",
        severity=Severity.info,
        why="The old names still work, but they come from fields that are deprecated.",
        bad=f"{_WHO}llmId: ANAM_GPT_4O_MINI_V1\n",
        good=f"{_WHO}llmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466\n",
        source="the platform's guide on moving off the legacy fields",
    ),
)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    yield from _greeting(subject)
    if subject.value("llmId") == LLM_OFF:
        yield from _in_vain(subject, "llmId", _FOR_THE_LLM, "S124", f"is not used with llmId: {LLM_OFF}")
    if subject.value("enableAudioPassthrough") is True:
        keys = [key for key in _FOR_SPEECH if subject.value(key) != LLM_OFF]
        yield from _in_vain(subject, "enableAudioPassthrough", keys, "S125", "is not used with audio passthrough")
    llm = subject.located("llmId")
    if llm is not None and subject.value("llmId") in _OLD_LLM_NAMES:
        message = f"{subject.value('llmId')} is an old name of an LLM"
        yield at_value("S126", message, "Copy the id of an LLM from personactl llm list.", llm)


def _greeting(subject: PersonaView) -> Iterator[RuleFinding]:
    if subject.value("skipGreeting") is True:
        for key in ("initialMessage", "uninterruptibleGreeting"):
            located = subject.located(key)
            if located is None or not subject.value(key) or depth(subject, key) < depth(subject, "skipGreeting"):
                continue
            mend = fix(f"Remove {key}", no_entry(located.document, located.entry), safe=False)
            message = f"{key} has no effect: skipGreeting leaves the greeting out"
            yield at_key("S122", message, f"Remove {key}, or remove skipGreeting.", located, mend)
        return
    located = subject.located("uninterruptibleGreeting")
    made_up = subject.complete and not subject.value("initialMessage")
    if located is not None and made_up and subject.value("uninterruptibleGreeting") is True:
        message = "the greeting cannot be interrupted, and the persona makes it up itself"
        yield at_key("S123", message, "Add initialMessage with what it shall say.", located)


def _in_vain(subject: PersonaView, cause: str, keys: Iterable[str], code: str, said: str) -> Iterator[RuleFinding]:
    for key in keys:
        located = subject.located(key)
        if located is not None and subject.value(key) and depth(subject, key) >= depth(subject, cause):
            yield at_key(code, f"{key} {said}", f"Remove {key}, or {cause}.", located)
