"""Y: the file is not YAML text that personactl accepts. The document layer finds it, here it gets name and weight."""

from personactl.document.codes import READING_CODES
from personactl.lint.finding import Severity
from personactl.lint.rule import Rule


def _rule(code: str, name: str) -> Rule:
    """An error in every case: what cannot be read for sure is not checked any further."""
    return Rule(code, name, READING_CODES[code], Severity.error)


READING_RULES: tuple[Rule, ...] = (
    _rule("Y001", "unreadable-file"),
    _rule("Y002", "file-too-large"),
    _rule("Y003", "not-utf-8"),
    _rule("Y004", "forbidden-character"),
    _rule("Y005", "invalid-yaml"),
    _rule("Y006", "duplicate-key"),
    _rule("Y007", "key-not-text"),
    _rule("Y008", "unsupported-tag"),
    _rule("Y009", "several-documents"),
    _rule("Y010", "unknown-alias"),
    _rule("Y011", "nested-too-deep"),
    _rule("Y012", "too-many-values"),
    _rule("Y013", "number-not-json"),
)
