"""Findings as JUnit XML, which every CI system shows: a suite per file, a failed case per finding.

A file without findings is a passed case. So is a finding of severity info, because it does not fail a run; its text is
the output of the case.
"""

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from personactl.lint.finding import Finding, Severity
from personactl.lint.lint_report import Report
from personactl.lint.rule_registry import RULES
from personactl.report.findings.finding_locations import posix_path
from personactl.report.text.printable import one_line, printable

# XML 1.0 allows these characters not even as references.
_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def findings_junit(report: Report) -> str:
    """Return one document; the attributes of each element count what is below it."""
    cases: dict[str, list[Element]] = {posix_path(path): [] for path in report.files}
    for finding in report.findings:
        cases.setdefault(posix_path(finding.path), []).append(_case(finding))
    root = Element("testsuites", name="personactl validate")
    for path, found in sorted(cases.items()):
        suite = SubElement(root, "testsuite", name=_xml_text(path))
        suite.extend(
            found or [Element("testcase", classname=_xml_text(path), name="no findings", file=_xml_text(path))]
        )
    for element in (root, *root):
        element.set("tests", str(len(list(element.iter("testcase")))))
        element.set("failures", str(len(list(element.iter("failure")))))
        element.set("errors", "0")
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _case(finding: Finding) -> Element:
    start, path = finding.span.start, _xml_text(posix_path(finding.path))
    name = f"{finding.code} {RULES[finding.code].name} at {start.line}:{start.column}"
    case = Element("testcase", classname=path, name=name, file=path, line=str(start.line))
    message, hint = _xml_text(one_line(finding.message)), _xml_text(one_line(finding.hint))
    details = "\n".join(filter(None, (f"{path}:{start.line}:{start.column} {finding.code} {message}", hint)))
    if finding.severity is Severity.info:
        SubElement(case, "system-out").text = details
    else:
        SubElement(case, "failure", type=finding.severity.value, message=message).text = details
    return case


def _xml_text(text: str) -> str:
    return _NOT_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", printable(text))
