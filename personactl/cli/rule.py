"""`personactl rule`: what a code means, why it matters, and what a file looks like with and without the mistake."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import QuietOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from personactl.cli.output import Output
    from personactl.lint.rule import Rule


class RuleFormat(StrEnum):
    text = "text"
    json = "json"
    markdown = "markdown"


CodeArgument = Annotated[
    str | None, typer.Argument(metavar="CODE", help="A rule's code or name, or the beginning of codes.")
]
AllOption = Annotated[bool, typer.Option("--all", help="All rules, as without a CODE.")]
RuleFormatOption = Annotated[RuleFormat, typer.Option("--format", help="How to print the answer.")]


def rule(
    rule: CodeArgument = None,
    every: AllOption = False,
    format: RuleFormatOption = RuleFormat.text,
    quiet: QuietOption = False,
) -> int:
    """Say what a rule of `validate` finds, and why that matters, with a bad and a good example.

    Without a CODE, or with the beginning of several (P, S1), they are listed, a line each. As JSON every rule is there
    in full.

    \b
    Examples:
      personactl rule S101
      personactl rule unknown-key
      personactl rule P
      personactl rule --all --format json
    """
    from personactl.cli.output import Output
    from personactl.errors import UsageError
    from personactl.report.findings.rule_json import rules_json
    from personactl.report.findings.rule_markdown import rule_markdown, rules_markdown

    if rule is not None and every:
        raise UsageError(
            "--all and a CODE say different things",
            where="the command line of 'personactl rule'",
            hint="leave out one of them",
        )
    found = _matching(rule)
    out = Output(quiet=quiet)
    match format:
        case RuleFormat.json:
            out.json(rules_json(found))
        case RuleFormat.markdown:
            out.document(rule_markdown(found[0]) if len(found) == 1 else rules_markdown(found))
        case RuleFormat.text:
            _print(found, out)
    return 0


def _print(found: "Sequence[Rule]", out: "Output") -> None:
    from personactl.report.findings.rule_text import RULE_COLUMNS, rule_rows, rule_text

    if len(found) == 1:
        out.answer(*rule_text(found[0]))
    else:
        out.table(RULE_COLUMNS, rule_rows(found))


def _matching(wanted: str | None) -> "list[Rule]":
    """All rules for None. Raises `UsageError` where nothing fits."""
    from personactl.errors import UsageError
    from personactl.lint.registry import RULES
    from personactl.lint.rule_settings import closest_rule, codes_of

    if wanted is None:
        return list(RULES.values())
    codes = codes_of(wanted.strip())
    if not wanted.strip() or not codes:
        meant = closest_rule(wanted)
        raise UsageError(
            f"there is no rule {wanted!r}",
            where="the command line of 'personactl rule'",
            hint=f"did you mean {meant}?" if meant else "personactl rule lists them all",
        )
    return [RULES[code] for code in sorted(codes)]
