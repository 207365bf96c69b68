"""Findings as Markdown, for a job summary or a comment: the counts, then a table.

GitHub discards a summary of more than one megabyte, so a longer table is cut, with a note.
"""

from typing import Final

from personactl.lint.finding import Finding, Severity
from personactl.lint.lint_report import Report
from personactl.lint.rule_registry import RULES
from personactl.report.findings.finding_locations import display_path
from personactl.report.findings.findings_summary import findings_summary
from personactl.report.text.markdown import code, escaped

_SIGNS: Final = {Severity.error: "❌", Severity.warning: "⚠️", Severity.info: "ℹ️"}
_MAX_BYTES: Final = 900_000


def findings_markdown(report: Report, *, max_bytes: int = _MAX_BYTES) -> str:
    """Return a heading, and a table if there are findings; the table has at most `max_bytes` bytes."""
    heading = f"### {'✅' if report.passed else '❌'} {findings_summary(report)}\n"
    if not report.findings:
        return heading
    rows, size = [], 0
    for finding in report.findings:
        row = _row(finding)
        size += len(row.encode("utf-8"))
        if size > max_bytes:
            break
        rows.append(row)
    left_out = len(report.findings) - len(rows)
    ending = f"\n… and {left_out} more; the other formats show all of them.\n" if left_out else ""
    return f"{heading}\n| | location | rule | problem |\n|---|---|---|---|\n{''.join(rows)}{ending}"


def _row(finding: Finding) -> str:
    start = finding.span.start
    location = code(f"{display_path(finding.path)}:{start.line}:{start.column}")
    rule = f"{code(finding.code)} {RULES[finding.code].name}"
    problem = "<br>".join(filter(None, (escaped(finding.message), escaped(finding.hint))))
    return f"| {_SIGNS[finding.severity]} {finding.severity.value} | {location} | {rule} | {problem} |\n"
