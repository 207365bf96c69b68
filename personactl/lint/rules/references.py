"""R: what a file refers to is not there, or is not what it should be. R205 looks at several files, the rest at one."""

from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.rule import Rule
from personactl.persona.codes import CODES


def _rule(code: str, name: str) -> Rule:
    return Rule(code, name, CODES[code], Severity.error)


SAME_PERSONA_TWICE: Final = Rule(
    "R205", "same-persona-twice", "two files of a project that are the same persona", Severity.error
)

REFERENCE_RULES: tuple[Rule, ...] = (
    _rule("R201", "unreadable-prompt"),
    _rule("R202", "outside-project"),
    _rule("R203", "unusable-extends"),
    _rule("R204", "circular-extends"),
    SAME_PERSONA_TWICE,
)
