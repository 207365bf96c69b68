"""Findings as workflow commands: GitHub shows them as annotations in a pull request's files.

::error file=personas/cara.yaml,line=3,endLine=3,col=1,endColumn=8,title=S101 unknown-key::a persona has no key ...

What follows `::` and what stands in a property is escaped as GitHub's toolkit does it, so that no text of a file can
end the command or begin another.
"""

from typing import Final

from personactl.lint.finding import Finding, Severity
from personactl.lint.registry import RULES
from personactl.lint.report import Report
from personactl.report.paths import named
from personactl.report.printable import one_line, printable
from personactl.report.spans import last_column, last_line

_COMMANDS: Final = {Severity.error: "error", Severity.warning: "warning", Severity.info: "notice"}
_IN_MESSAGES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def findings_github(report: Report) -> str:
    """One line each; nothing for a report without findings."""
    return "".join(f"{_command(finding)}\n" for finding in report.findings)


def _command(finding: Finding) -> str:
    properties = ",".join(f"{name}={value.translate(_IN_PROPERTIES)}" for name, value in _properties(finding).items())
    text = "\n".join(filter(None, (one_line(finding.message), one_line(finding.hint))))
    return f"::{_COMMANDS[finding.severity]} {properties}::{text.translate(_IN_MESSAGES)}"


def _properties(finding: Finding) -> dict[str, str]:
    """GitHub refuses columns on an annotation of several lines."""
    start, column = finding.span.start, last_column(finding.span)
    columns = {} if column is None else {"col": str(start.column), "endColumn": str(column)}
    return {
        "file": printable(named(finding.path)),
        "line": str(start.line),
        "endLine": str(last_line(finding.span)),
        **columns,
        "title": f"{finding.code} {RULES[finding.code].name}",
    }
