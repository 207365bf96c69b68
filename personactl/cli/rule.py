"""`personactl rule`: explain a rule with a bad and a good example, or list rules."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.shared_options import QuietOption
from personactl.cli.terminal.output import Output
from personactl.commands.rules import find_rules
from personactl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from personactl.lint.rule import Rule


class RuleFormat(StrEnum):
    text = "text"
    json = "json"
    markdown = "markdown"


CodeArgument = Annotated[
    str | None, typer.Argument(metavar="CODE", help="The code or name of a rule, or the beginning of its code.")
]
AllOption = Annotated[bool, typer.Option("--all", help="List all rules; this is the default.")]
RuleFormatOption = Annotated[RuleFormat, typer.Option("--format", help="The output format.")]


def rule(
    rule: CodeArgument = None,
    every: AllOption = False,
    format: RuleFormatOption = RuleFormat.text,
    quiet: QuietOption = False,
) -> int:
    """Explain what a rule of `validate` finds and why it matters, with a bad and a good example.

    CODE is the code or the name of one rule. With the beginning of codes, such as P or S1, the command lists the rules
    whose codes begin so, one on each line; without CODE, it lists all rules. The JSON format has every rule in full.

    \b
    Examples:
      personactl rule S101
      personactl rule unknown-key
      personactl rule P
      personactl rule --all --format json
    """
    from personactl.report.findings.rule_json import rules_json
    from personactl.report.findings.rule_markdown import rule_markdown, rules_markdown

    if rule is not None and every:
        raise UsageError(
            "--all and a CODE exclude each other",
            where="the command line of 'personactl rule'",
            hint="leave out one of them",
        )
    found = find_rules(rule)
    out = Output(quiet=quiet)
    match format:
        case RuleFormat.json:
            out.json(rules_json(found))
        case RuleFormat.markdown:
            out.document(rule_markdown(found[0]) if len(found) == 1 else rules_markdown(found))
        case RuleFormat.text:
            _print(found, out)
    return 0


def _print(found: "Sequence[Rule]", out: Output) -> None:
    from personactl.report.findings.rule_text import rule_table, rule_text

    if len(found) == 1:
        out.answer(*rule_text(found[0]))
    else:
        out.table(rule_table(found, out.width))
