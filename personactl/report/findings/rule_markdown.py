"""Rules as Markdown: one rule as a page, several as one table per family."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Final

from personactl.lint.rule import Fixability, Rule
from personactl.report.text.markdown import block, code, escaped

FAMILIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Y": "YAML and reading",
        "S": "Structure",
        "R": "References",
        "V": "Voice, avatar and performance",
        "P": "Prompt",
        "G": "Greeting and spoken text",
        "T": "Tools and knowledge",
        "L": "LLMs",
        "N": "Session",
        "X": "Security",
        "J": "Project",
    }
)
_FIXES: Final[Mapping[Fixability, str]] = MappingProxyType(
    {Fixability.none: "", Fixability.safe: "`--fix`", Fixability.unsafe: "`--unsafe-fixes`"}
)


def rule_markdown(rule: Rule) -> str:
    """Return a page: what the rule finds, why it matters, a bad and a good example."""
    parts = [f"# {rule.code} {rule.name}: {escaped(rule.summary)}\n", f"{escaped(rule.why)}\n", _facts(rule)]
    for title, example in (("Bad", rule.bad), ("Good", rule.good)):
        if example:
            parts.append(f"## {title}\n\n{block(example, 'yaml')}")
    return "\n".join((*parts, f"Source: {escaped(rule.source)}.\n"))


def rules_markdown(rules: Iterable[Rule]) -> str:
    """Return the tables in the order of `FAMILIES`, each sorted by code."""
    order = list(FAMILIES)
    found = sorted(rules, key=lambda rule: (order.index(rule.code[0]), rule.code))
    return "\n".join(_table(letter, group) for letter, group in groupby(found, key=lambda rule: rule.code[0]))


def _table(letter: str, rules: Iterable[Rule]) -> str:
    rows = "".join(_row(rule) for rule in rules)
    return f"### {FAMILIES[letter]}\n\n| code | name | what it finds | severity | fix |\n|---|---|---|---|---|\n{rows}"


def _row(rule: Rule) -> str:
    cells = (code(rule.code), rule.name, escaped(rule.summary), _severity(rule), _FIXES[rule.fixability])
    return f"| {' | '.join(cells)} |\n"


def _severity(rule: Rule) -> str:
    return ", ".join((rule.severity.value, *run_conditions(rule)))


def run_conditions(rule: Rule) -> list[str]:
    """Return the conditions under which the rule runs, if there are any."""
    conditions = []
    if rule.online:
        conditions.append("with --online")
    if not rule.enabled:
        conditions.append("off by default")
    return conditions


def _facts(rule: Rule) -> str:
    fix = _FIXES[rule.fixability]
    return f"- severity: {_severity(rule)}\n- fix: {fix or 'by hand'}\n"
