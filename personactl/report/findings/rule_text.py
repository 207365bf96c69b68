"""Rules for people: one rule in full, or several as the rows of a table."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.text import Text

from personactl.lint.rule import Fixability, Rule
from personactl.report.findings.findings_text import COLOURS
from personactl.report.findings.rule_markdown import run_conditions

RULE_COLUMNS: Final = ("CODE", "NAME", "SEVERITY", "FIX", "WHAT IT FINDS")
_FIXES: Final = {Fixability.none: "by hand", Fixability.safe: "--fix", Fixability.unsafe: "--unsafe-fixes"}


def rule_text(rule: Rule) -> list[Text]:
    """Return the rule's summary, severity, fix and source, then its reason and its examples."""
    return list(_lines(rule))


def rule_rows(rules: Iterable[Rule]) -> list[Sequence[str | Text | None]]:
    """Return one row per rule, sorted by code."""
    return [
        (
            rule.code,
            rule.name,
            _severity(rule),
            None if rule.fixability is Fixability.none else _FIXES[rule.fixability],
            rule.summary,
        )
        for rule in sorted(rules, key=lambda rule: rule.code)
    ]


def _lines(rule: Rule) -> Iterator[Text]:
    yield Text.assemble((f"{rule.code} {rule.name}", "bold"), f": {rule.summary}")
    yield Text.assemble("severity: ", _severity(rule))
    yield Text(f"fix: {_FIXES[rule.fixability]}")
    yield Text(f"source: {rule.source}")
    yield Text()
    yield Text(rule.why)
    for title, example in (("bad", rule.bad), ("good", rule.good)):
        if example:
            yield Text()
            yield Text(f"{title}:", style="bold")
            yield from (Text(f"  {line}".rstrip()) for line in example.splitlines())


def _severity(rule: Rule) -> Text:
    return Text.assemble(
        (rule.severity.value, COLOURS[rule.severity]), *(f", {condition}" for condition in run_conditions(rule))
    )
