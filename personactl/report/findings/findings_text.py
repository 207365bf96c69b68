"""Findings for people, in full or as one line each.

In full, a finding has its location, rule and message, the source line with carets, and a hint:

personas/cara.yaml:3:1 S101 unknown key 'avatarID'
  3 | avatarID: 30fa96d0-26c4-4e55-94a0-517025942e18
    | ^^^^^^^^
    = Did you mean 'avatarId'?

The concise form is that of compiler messages, which editors and log viewers recognise:

personas/cara.yaml:3:1: error: unknown key 'avatarID' [S101]
"""

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from personactl.lint.finding import Finding, Severity
from personactl.lint.lint_report import Report
from personactl.report.findings.excerpt import excerpt
from personactl.report.findings.finding_locations import display_path
from personactl.report.text.printable import one_line
from personactl.report.text.styled import line

COLOURS: Final = {Severity.error: "bold red", Severity.warning: "bold yellow", Severity.info: "bold blue"}
_MIN_SOURCE_WIDTH: Final = 20


def findings_text(report: Report, *, width: int) -> list[Text]:
    """Return the findings in full, separated by empty lines. Only source lines are cut to `width` cells."""
    lines: list[Text] = []
    for finding in report.findings:
        if lines:
            lines.append(Text())
        lines.extend(_finding(finding, width))
    return lines


def findings_concise(report: Report) -> list[Text]:
    """Return one line per finding, never cut."""
    return [_concise(finding) for finding in report.findings]


def _finding(finding: Finding, width: int) -> Iterator[Text]:
    start = finding.span.start
    yield line(
        (f"{display_path(finding.path)}:{start.line}:{start.column}", "bold"),
        " ",
        (finding.code, COLOURS[finding.severity]),
        " " if finding.severity is Severity.error else f" {finding.severity.value}: ",
        one_line(finding.message),
    )
    gutter = f"  {start.line} | "
    margin = " " * (len(gutter) - 2)
    if finding.source.strip():
        cut = excerpt(
            finding.source, finding.span, max(_MIN_SOURCE_WIDTH, width - len(gutter)), skipped=finding.skipped
        )
        yield line((gutter, "dim"), cut.line)
        yield line((f"{margin}| ", "dim"), (cut.carets, COLOURS[finding.severity]))
    if finding.hint:
        yield line((f"{margin}= ", "dim"), one_line(finding.hint))


def _concise(finding: Finding) -> Text:
    start = finding.span.start
    return line(
        (f"{display_path(finding.path)}:{start.line}:{start.column}: ", "bold"),
        (finding.severity.value, COLOURS[finding.severity]),
        f": {one_line(finding.message)} ",
        (f"[{finding.code}]", "dim"),
    )
