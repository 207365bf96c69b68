"""Findings as JSON, compared with a golden file."""

import json
from pathlib import Path

from personactl.document.node import Place, Span
from personactl.lint.finding import Finding, Severity
from personactl.lint.lint_report import Report
from personactl.report.findings.findings_json import findings_json
from personactl.report.text.json_text import json_text
from tests.report.findings.findings_sample import SAMPLE

_GOLDEN = Path(__file__).parents[2] / "cases" / "findings" / "findings.json"


def _printed(report: Report) -> str:
    return json_text(findings_json(report))


def test_json_is_the_golden_file() -> None:
    assert _printed(SAMPLE) == _GOLDEN.read_text(encoding="utf-8")


def test_the_shape_is_the_same_without_findings() -> None:
    empty = findings_json(Report.of([Path("a.yaml")], []))

    assert list(empty) == list(findings_json(SAMPLE))
    assert empty == {
        "passed": True,
        "files": ["a.yaml"],
        "counts": {"error": 0, "warning": 0, "info": 0},
        "findings": [],
    }


def test_text_stays_as_the_file_has_it() -> None:
    read_back = json.loads(_printed(SAMPLE))

    assert [finding["message"] for finding in read_back["findings"]] == [f.message for f in SAMPLE.findings]


def test_a_name_that_is_not_utf_8_can_still_be_encoded() -> None:
    path = Path("a\udcff.yaml")
    span = Span(Place(1, 1), Place(1, 1))
    report = Report.of([path], [Finding(path, span, "Y001", Severity.error, "message \ud800", "hint", "")])

    assert '"a\\\\udcff.yaml"' in _printed(report).encode("utf-8").decode("utf-8")
