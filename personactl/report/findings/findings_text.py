"""Findings for people: where, which rule, what; then the line it stands on with carets, and what to do about it.

personas/cara.yaml:3:1 S101 unknown key 'avatarID'
  3 | avatarID: 30fa96d0-26c4-4e55-94a0-517025942e18
    | ^^^^^^^^
    = Did you mean 'avatarId'?
"""

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from personactl.lint.finding import Finding, Severity
from personactl.lint.lint_report import Report
from personactl.report.findings.excerpt import excerpt
from personactl.report.findings.finding_locations import shown
from personactl.report.text.printable import one_line

COLOURS: Final = {Severity.error: "bold red", Severity.warning: "bold yellow", Severity.info: "bold blue"}
_NARROWEST: Final = 20


def findings_text(report: Report, *, width: int) -> list[Text]:
    """One line each, an empty one between two findings; source lines are cut to `width` cells, sentences are not."""
    lines: list[Text] = []
    for finding in report.findings:
        if lines:
            lines.append(Text())
        lines.extend(_finding(finding, width))
    return lines


def _finding(finding: Finding, width: int) -> Iterator[Text]:
    start = finding.span.start
    yield Text.assemble(
        (f"{shown(finding.path)}:{start.line}:{start.column}", "bold"),
        " ",
        (finding.code, COLOURS[finding.severity]),
        " " if finding.severity is Severity.error else f" {finding.severity.value}: ",
        one_line(finding.message),
    )
    gutter = f"  {start.line} | "
    margin = " " * (len(gutter) - 2)
    if finding.source.strip():
        cut = excerpt(finding.source, finding.span, max(_NARROWEST, width - len(gutter)))
        yield Text.assemble((gutter, "dim"), cut.line)
        yield Text.assemble((f"{margin}| ", "dim"), (cut.carets, COLOURS[finding.severity]))
    if finding.hint:
        yield Text.assemble((f"{margin}= ", "dim"), one_line(finding.hint))
