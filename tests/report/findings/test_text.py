"""Findings as text, compared with a golden file."""

from pathlib import Path

from rich.text import Text

from personactl.lint.finding import Severity
from personactl.lint.lint_report import Report
from personactl.report.findings.findings_summary import findings_summary
from personactl.report.findings.findings_text import findings_text
from tests.report.findings.findings_sample import SAMPLE

_GOLDEN = Path(__file__).parents[2] / "cases" / "findings"


def _plain(lines: list[Text]) -> str:
    return "".join(f"{line.plain}\n" for line in lines)


def _only(*severities: Severity) -> Report:
    findings = [finding for finding in SAMPLE.findings if finding.severity in severities]
    return Report.of(SAMPLE.files, findings)


def test_text_is_the_golden_file() -> None:
    assert _plain(findings_text(SAMPLE, width=80)) == (_GOLDEN / "findings.txt").read_text(encoding="utf-8")


def test_source_lines_and_carets_keep_to_the_width_and_sentences_stay_whole() -> None:
    for width in (30, 50, 120):
        for line in findings_text(SAMPLE, width=width):
            if " | " in line.plain[:9]:
                assert line.cell_len <= width, line.plain
    assert "a persona has no key 'voise'" in _plain(findings_text(SAMPLE, width=10))


def test_a_report_without_findings_has_no_lines() -> None:
    assert findings_text(Report.of(SAMPLE.files, []), width=80) == []


def test_every_finding_is_one_line_that_begins_with_its_place_and_code() -> None:
    lines = _plain(findings_text(SAMPLE, width=80)).splitlines()

    heads = [line.split(" ")[:2] for line in lines if line.startswith("personas/")]
    assert len(heads) == len(SAMPLE.findings)
    assert ["personas/a.yaml:12:3", "S101"] in heads


def test_a_name_that_would_break_the_line_is_shown_escaped() -> None:
    finding = SAMPLE.findings[1]
    odd = type(finding)(
        Path("a\nb\x1b.yaml"), finding.span, "S101", Severity.error, "message", "hint", source="name: Cara"
    )

    assert findings_text(Report.of([], [odd]), width=80)[0].plain.startswith("a\\nb\\x1b.yaml:3:1 S101 message")


def test_the_summary_counts_files_and_findings_by_severity() -> None:
    assert findings_summary(SAMPLE) == "6 files checked, 7 errors, 1 warning and 1 info in 5 files"
    assert findings_summary(_only(Severity.warning)) == "6 files checked, 1 warning in 1 file"
    assert findings_summary(_only()) == "6 files checked, no findings"
    assert findings_summary(Report.of([Path("a.yaml")], [])) == "1 file checked, no findings"
