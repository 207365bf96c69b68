"""Rules for people: one rule in full, or several as the rows of a table."""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final, TypeAlias

from rich.text import Text

from personactl.lint.rule import Fixability, Rule
from personactl.report.findings.findings_text import COLOURS
from personactl.report.findings.rule_markdown import run_conditions
from personactl.report.text.columns import Column, Table, fitted

_Row: TypeAlias = Sequence[str | Text | None]

_COLUMNS: Final[list[Column[_Row]]] = [
    Column("CODE", itemgetter(0)),
    Column("NAME", itemgetter(1)),
    Column("SEVERITY", itemgetter(2), fit="fold"),
    Column("FIX", itemgetter(3)),
    Column("WHAT IT FINDS", itemgetter(4), fit="fold", min_width=18),
]
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
            None if rule.fixability is Fixability.none else rule.fixability.name,
            rule.summary,
        )
        for rule in sorted(rules, key=lambda rule: rule.code)
    ]


def rule_table(rules: Iterable[Rule], width: int | None) -> Table:
    """Return the table of `rule_rows`."""
    return fitted(_COLUMNS, rule_rows(rules), width)


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
