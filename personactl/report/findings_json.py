"""Findings for programs: one JSON document of one shape, whatever was found.

Positions count from 1, columns in code points, ends are exclusive. Text stands as the file has it.
"""

from personactl.json_value import JsonObject, JsonValue
from personactl.lint.finding import Finding, Severity
from personactl.lint.registry import RULES
from personactl.lint.report import Report


def findings_json(report: Report) -> JsonObject:
    """Keys in a fixed order: `passed`, `files` (every file that was looked at), `counts`, `findings`."""
    files: list[JsonValue] = [_text(str(path)) for path in report.files]
    counts: JsonObject = {severity.value: report.count(severity) for severity in Severity}
    findings: list[JsonValue] = [_finding(finding) for finding in report.findings]
    return {"passed": report.passed, "files": files, "counts": counts, "findings": findings}


def _finding(finding: Finding) -> JsonObject:
    start, end = finding.span.start, finding.span.end
    return {
        "path": _text(str(finding.path)),
        "start": {"line": start.line, "column": start.column},
        "end": {"line": end.line, "column": end.column},
        "code": finding.code,
        "rule": RULES[finding.code].name,
        "severity": finding.severity.value,
        "message": _text(finding.message),
        "hint": _text(finding.hint),
    }


def _text(text: str) -> str:
    """A file name need not be UTF-8, JSON must be: what cannot be encoded is written as an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
