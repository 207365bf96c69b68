"""Findings as workflow commands, which GitHub shows as annotations in the files of a pull request.

::error file=personas/cara.yaml,line=3,endLine=3,col=1,endColumn=8,title=S101 unknown-key::a persona has no key ...
"""

from collections.abc import Mapping
from typing import Final, Literal

from personactl.lint.finding import Finding, Severity
from personactl.lint.lint_report import Report
from personactl.lint.rule_registry import RULES
from personactl.report.findings.finding_locations import last_column, last_line, posix_path
from personactl.report.findings.workflow_commands import workflow_command
from personactl.report.text.printable import one_line, printable

_COMMANDS: Final[Mapping[Severity, Literal["error", "warning", "notice"]]] = {
    Severity.error: "error",
    Severity.warning: "warning",
    Severity.info: "notice",
}


def findings_github(report: Report) -> str:
    """Return one line per finding; empty for a report without findings."""
    return "".join(f"{_command(finding)}\n" for finding in report.findings)


def _command(finding: Finding) -> str:
    text = "\n".join(filter(None, (one_line(finding.message), one_line(finding.hint))))
    return workflow_command(_COMMANDS[finding.severity], _properties(finding), text)


def _properties(finding: Finding) -> dict[str, str]:
    """Return the properties of the annotation; GitHub rejects columns if it covers several lines."""
    start, column = finding.span.start, last_column(finding.span)
    columns = {} if column is None else {"col": str(start.column), "endColumn": str(column)}
    return {
        "file": printable(posix_path(finding.path)),
        "line": str(start.line),
        "endLine": str(last_line(finding.span)),
        **columns,
        "title": f"{finding.code} {RULES[finding.code].name}",
    }
