"""Findings a line each, in the form of a compiler's messages, which editors and log readers know.

personas/cara.yaml:3:1: error: a persona has no key 'avatarID' [S101]
"""

from rich.text import Text

from personactl.lint.finding import Finding
from personactl.lint.lint_report import Report
from personactl.report.findings.finding_locations import shown
from personactl.report.findings.findings_text import COLOURS
from personactl.report.text.printable import one_line


def findings_concise(report: Report) -> list[Text]:
    """One line each, never cut."""
    return [_line(finding) for finding in report.findings]


def _line(finding: Finding) -> Text:
    start = finding.span.start
    return Text.assemble(
        (f"{shown(finding.path)}:{start.line}:{start.column}: ", "bold"),
        (finding.severity.value, COLOURS[finding.severity]),
        f": {one_line(finding.message)} ",
        (f"[{finding.code}]", "dim"),
    )
