"""The order and summary of a report."""

from pathlib import Path

from personactl.document.node import Place, Span
from personactl.lint.finding import Finding, Severity
from personactl.lint.lint_report import Report


def _finding(path: str, line: int, column: int, code: str, severity: Severity = Severity.error) -> Finding:
    place = Place(line, column)
    return Finding(Path(path), Span(place, place), code, severity, "message", "hint", "")


def test_files_and_findings_are_sorted_by_path_then_place_then_code() -> None:
    findings = [
        _finding("p/b.yaml", 1, 1, "S101"),
        _finding("p/a.yaml", 10, 1, "S101"),
        _finding("p/a.yaml", 9, 2, "S102"),
        _finding("p/a.yaml", 9, 2, "S101"),
        _finding("p/a.yaml", 9, 1, "S109"),
    ]
    report = Report.of([Path("p/b.yaml"), Path("p/a.yaml")], findings)

    assert report.files == (Path("p/a.yaml"), Path("p/b.yaml"))
    assert report.findings == (findings[4], findings[3], findings[2], findings[1], findings[0])
    assert Report.of(reversed(report.files), reversed(findings)) == report


def test_an_error_or_a_warning_fails_and_an_info_does_not() -> None:
    for severity, passed in ((Severity.error, False), (Severity.warning, False), (Severity.info, True)):
        assert Report.of([], [_finding("a.yaml", 1, 1, "S101", severity)]).passed is passed
    assert Report.of([Path("a.yaml")], []).passed


def test_reports_merge_into_one_that_is_sorted_again() -> None:
    one = Report.of([Path("b.yaml")], [_finding("b.yaml", 1, 1, "S101")])
    other = Report.of([Path("a.yaml")], [_finding("a.yaml", 1, 1, "S101")])

    merged = Report.merged([one, other])

    assert merged == Report.of([*one.files, *other.files], [*one.findings, *other.findings])
    assert merged.how_many(Severity.error) == 2
