"""V301: options of the voice that cost more than they give. Which options a voice takes is an online question.

Source: docs/platform.md#voice-generation.
"""

from collections.abc import Iterator
from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.finding_places import at_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rule_finding import RuleFinding

_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"

RULES: Final = (
    Rule(
        code="V301",
        name="slow-voice-option",
        summary="a voice option that delays every answer",
        severity=Severity.info,
        why="A style other than 0 and the speaker boost take the voice's provider longer, and the user waits.",
        bad=f"{_WHO}voiceGenerationOptions: {{style: 0.5}}\n",
        good=f"{_WHO}voiceGenerationOptions: {{style: 0}}\n",
        source="the platform's documentation of voice settings",
    ),
)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    style = subject.located("voiceGenerationOptions.style")
    value = subject.value("voiceGenerationOptions.style")
    if style is not None and isinstance(value, int | float) and value > 0:
        yield at_value("V301", "a style other than 0 delays every answer", "Write style: 0, or remove it.", style)
    boost = subject.located("voiceGenerationOptions.useSpeakerBoost")
    if boost is not None and subject.value("voiceGenerationOptions.useSpeakerBoost") is True:
        yield at_value("V301", "useSpeakerBoost may delay every answer", "Write useSpeakerBoost: false.", boost)
