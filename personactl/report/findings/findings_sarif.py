"""Findings as SARIF 2.1.0, the interchange format of static analysis, which GitHub code scanning and others read.

Rules include their documentation. Findings include their fixes, and a fingerprint that does not change when lines move.
Paths are relative to the checkout (`%SRCROOT%`), columns count code points, and ends are exclusive.
"""

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Final

from personactl import __version__
from personactl.document.node import Span
from personactl.json_value import JsonObject, JsonValue
from personactl.lint.finding import Edit, Finding, Fix, Severity
from personactl.lint.finding_fingerprints import fingerprints
from personactl.lint.lint_report import Report
from personactl.lint.rule import Rule
from personactl.lint.rule_registry import RULES
from personactl.report.findings.finding_locations import path_uri
from personactl.report.findings.rule_markdown import FAMILIES, rule_markdown
from personactl.report.text.printable import encodable, one_line

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final[Mapping[Severity, str]] = MappingProxyType(
    {Severity.error: "error", Severity.warning: "warning", Severity.info: "note"}
)
# The values by which GitHub sorts and filters alerts.
_PROBLEMS: Final[Mapping[Severity, str]] = MappingProxyType(
    {Severity.error: "error", Severity.warning: "warning", Severity.info: "recommendation"}
)


def findings_sarif(report: Report, *, rules: Mapping[str, Rule] = RULES, version: str = __version__) -> JsonObject:
    """Return one run.

    rules: all rules to document, by code; at least those of the findings.
    """
    indices = {code: index for index, code in enumerate(rules)}
    results: list[JsonValue] = [
        _result(finding, indices[finding.code], fingerprint)
        for finding, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True)
    ]
    driver: JsonObject = {
        "name": "personactl",
        "version": version,
        "semanticVersion": version,
        "rules": [_rule(rule) for rule in rules.values()],
    }
    run: JsonObject = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> JsonObject:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why}\n\nSource: {rule.source}.", "markdown": rule_markdown(rule)},
        "defaultConfiguration": {"enabled": rule.enabled and not rule.online, "level": _LEVELS[rule.severity]},
        "properties": {"tags": [FAMILIES[rule.code[0]].lower()], "problem.severity": _PROBLEMS[rule.severity]},
    }


def _result(finding: Finding, index: int, fingerprint: str) -> JsonObject:
    location: JsonObject = {"artifactLocation": _artifact(finding.path), "region": _region(finding.span)}
    text = ". ".join(filter(None, (one_line(finding.message), one_line(finding.hint))))
    result: JsonObject = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"findingHash/v1": fingerprint},
    }
    if finding.fix is not None:
        result["fixes"] = [_fix(finding.fix)]
    return result


def _fix(fix: Fix) -> JsonObject:
    edits = sorted(fix.edits, key=lambda edit: (edit.path.parts, edit.span.start))
    changes: list[JsonValue] = [
        {"artifactLocation": _artifact(path), "replacements": [_replacement(edit) for edit in group]}
        for path, group in groupby(edits, key=lambda edit: edit.path)
    ]
    return {"description": {"text": one_line(fix.title)}, "artifactChanges": changes}


def _replacement(edit: Edit) -> JsonObject:
    replacement: JsonObject = {"deletedRegion": _region(edit.span)}
    if edit.text:
        replacement["insertedContent"] = {"text": encodable(edit.text)}
    return replacement


def _artifact(path: Path) -> JsonObject:
    return {"uri": path_uri(path)} if path.is_absolute() else {"uri": path_uri(path), "uriBaseId": "%SRCROOT%"}


def _region(span: Span) -> JsonObject:
    return {
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }
