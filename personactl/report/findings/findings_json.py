"""Findings for programs: one JSON document, whose shape does not depend on what was found.

Positions count from 1, columns count code points, and ends are exclusive. Text is not escaped for a terminal.
"""

from pathlib import Path

from personactl.document.node import Span
from personactl.json_value import JsonObject, JsonValue
from personactl.lint.finding import Finding, Fix, Severity
from personactl.lint.lint_report import Report
from personactl.lint.rule_registry import RULES
from personactl.report.text.printable import encodable


def findings_json(report: Report) -> JsonObject:
    """Return the keys `passed`, `files` (every checked file), `counts` and `findings`, in this order."""
    files: list[JsonValue] = [encodable(str(path)) for path in report.files]
    counts: JsonObject = {severity.value: report.how_many(severity) for severity in Severity}
    findings: list[JsonValue] = [_finding(finding) for finding in report.findings]
    return {"passed": report.passed, "files": files, "counts": counts, "findings": findings}


def _finding(finding: Finding) -> JsonObject:
    return {
        **_place(finding.path, finding.span),
        "code": finding.code,
        "ruleName": RULES[finding.code].name,
        "severity": finding.severity.value,
        "message": encodable(finding.message),
        "next": encodable(finding.hint),
        "fix": None if finding.fix is None else _fix(finding.fix),
    }


def _fix(fix: Fix) -> JsonObject:
    """Return a fix; its edits are applied together, and each replaces the source at its place with `text`."""
    edits: list[JsonValue] = [{**_place(edit.path, edit.span), "text": encodable(edit.text)} for edit in fix.edits]
    return {"title": encodable(fix.title), "safe": fix.safe, "edits": edits}


def _place(path: Path, span: Span) -> JsonObject:
    return {
        "path": encodable(str(path)),
        "start": {"line": span.start.line, "column": span.start.column},
        "end": {"line": span.end.line, "column": span.end.column},
    }
