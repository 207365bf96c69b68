"""Findings as a GitLab code quality report: a list of issues, in the part of Code Climate's format that it reads.

GitLab compares the fingerprints of two branches to show which problems a merge request adds and fixes.
"""

from typing import Final

from personactl.json_value import JsonObject, JsonValue
from personactl.lint.finding import Finding, Severity
from personactl.lint.finding_fingerprints import fingerprints
from personactl.lint.lint_report import Report
from personactl.lint.rule_registry import RULES
from personactl.report.findings.finding_locations import last_line, posix_path
from personactl.report.text.printable import one_line

_SEVERITIES: Final = {Severity.error: "major", Severity.warning: "minor", Severity.info: "info"}


def findings_gitlab(report: Report) -> list[JsonValue]:
    return [
        _issue(finding, fingerprint)
        for finding, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True)
    ]


def _issue(finding: Finding, fingerprint: str) -> JsonObject:
    lines: JsonObject = {"begin": finding.span.start.line, "end": last_line(finding.span)}
    return {
        "type": "issue",
        "description": ". ".join(filter(None, (one_line(finding.message), one_line(finding.hint)))),
        "check_name": f"{finding.code} {RULES[finding.code].name}",
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": posix_path(finding.path), "lines": lines},
    }
