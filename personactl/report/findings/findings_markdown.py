"""Findings as Markdown, for a job's summary or a comment: what was counted, then a table.

GitHub drops a summary of more than a megabyte whole, so a table that would get there is cut, and says so.
"""

from typing import Final

from personactl.lint.finding import Finding, Severity
from personactl.lint.lint_report import Report
from personactl.lint.registry import RULES
from personactl.report.findings.finding_locations import shown
from personactl.report.findings.findings_summary import findings_summary
from personactl.report.text.markdown import code, escaped

_SIGNS: Final = {Severity.error: "❌", Severity.warning: "⚠️", Severity.info: "ℹ️"}
_MOST_BYTES: Final = 900_000


def findings_markdown(report: Report, *, most_bytes: int = _MOST_BYTES) -> str:
    """Always a heading; a table where there are findings."""
    heading = f"### {'✅' if report.passed else '❌'} {findings_summary(report)}\n"
    if not report.findings:
        return heading
    rows, size = [], 0
    for finding in report.findings:
        row = _row(finding)
        size += len(row.encode("utf-8"))
        if size > most_bytes:
            break
        rows.append(row)
    left_out = len(report.findings) - len(rows)
    ending = f"\n… and {left_out} more; the other formats show all of them.\n" if left_out else ""
    return f"{heading}\n| | where | rule | what |\n|---|---|---|---|\n{''.join(rows)}{ending}"


def _row(finding: Finding) -> str:
    start = finding.span.start
    where = code(f"{shown(finding.path)}:{start.line}:{start.column}")
    rule = f"{code(finding.code)} {RULES[finding.code].name}"
    what = "<br>".join(filter(None, (escaped(finding.message), escaped(finding.hint))))
    return f"| {_SIGNS[finding.severity]} {finding.severity.value} | {where} | {rule} | {what} |\n"
