"""V306, V307: zero data retention beside settings that keep data (docs/platform.md#zero-data-retention)."""

from collections.abc import Iterator
from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.finding_places import at_key, at_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rule_finding import RuleFinding

_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"
_REPLAY: Final = "sessionOptions.sessionReplay.enableSessionReplay"

RULES: Final = (
    Rule(
        code="V306",
        name="recording-without-retention",
        summary="zero data retention beside a session replay",
        severity=Severity.warning,
        why="With zero data retention nothing of a session is kept, so there is nothing to replay.",
        bad=f"{_WHO}zeroDataRetention: true\nsessionOptions: {{sessionReplay: {{enableSessionReplay: true}}}}\n",
        good=f"{_WHO}zeroDataRetention: true\nsessionOptions: {{sessionReplay: {{enableSessionReplay: false}}}}\n",
        source="the platform's documentation of privacy",
    ),
    Rule(
        code="V307",
        name="retained-knowledge",
        summary="zero data retention beside knowledge",
        severity=Severity.info,
        why="Zero data retention covers conversations; documents that were uploaded stay where they are.",
        bad=f"{_WHO}zeroDataRetention: true\nknowledge: [store-faq]\n",
        good=f"{_WHO}zeroDataRetention: true\n",
        source="the platform's documentation of privacy",
    ),
)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    if subject.value("zeroDataRetention") is not True:
        return
    replay = subject.located(_REPLAY)
    if replay is not None and subject.value(_REPLAY) is True:
        message = "zeroDataRetention keeps nothing that could be replayed"
        yield at_value("V306", message, "Write enableSessionReplay: false.", replay)
    knowledge = subject.located("knowledge")
    if knowledge is not None and subject.value("knowledge"):
        message = "zeroDataRetention does not cover the documents of knowledge"
        yield at_key("V307", message, "Keep personal data out of them.", knowledge)
