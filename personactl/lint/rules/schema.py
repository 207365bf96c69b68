"""S: the file is YAML, but not a persona as the platform takes it. The persona layer finds it."""

from personactl.lint.finding import Severity
from personactl.lint.rule import Rule
from personactl.persona.codes import CODES


def _rule(code: str, name: str) -> Rule:
    """An error in every case: the platform refuses such a file, or takes it and silently drops what was meant."""
    return Rule(code, name, CODES[code], Severity.error)


SCHEMA_RULES: tuple[Rule, ...] = (
    _rule("S101", "unknown-key"),
    _rule("S102", "read-only-key"),
    _rule("S103", "retired-key"),
    _rule("S104", "wrong-type"),
    _rule("S105", "out-of-range"),
    _rule("S106", "not-allowed-value"),
    _rule("S107", "empty-value"),
    _rule("S108", "missing-key"),
    _rule("S109", "malformed-id"),
    _rule("S110", "malformed-text"),
    _rule("S111", "exclusive-keys"),
    _rule("S112", "not-a-persona"),
    _rule("S113", "mixed-voice-options"),
    _rule("S114", "incomplete-keys"),
)
