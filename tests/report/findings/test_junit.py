"""JUnit XML as a parser sees it."""

from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

from personactl.document.node import Place, Span
from personactl.lint.finding import Finding, Severity
from personactl.lint.lint_report import Report
from personactl.report.findings.findings_junit import findings_junit
from tests.report.findings.findings_sample import SAMPLE


def _suites(report: Report) -> Element:
    return fromstring(findings_junit(report).encode("utf-8"))


def test_the_counts_are_those_of_the_elements_below() -> None:
    root = _suites(SAMPLE)
    for element in (root, *root):
        assert element.get("tests") == str(len(list(element.iter("testcase"))))
        assert element.get("failures") == str(len(list(element.iter("failure"))))
    assert root.get("failures") == str(SAMPLE.how_many(Severity.error) + SAMPLE.how_many(Severity.warning))


def test_every_file_is_a_suite_and_a_clean_one_has_a_case_that_passes() -> None:
    suites = {suite.get("name"): list(suite) for suite in _suites(SAMPLE)}
    assert suites.keys() == {path.as_posix() for path in SAMPLE.files}
    (clean,) = suites["personas/clean.yaml"]
    assert list(clean) == []


def test_an_info_passes_and_its_text_is_output() -> None:
    (case,) = (case for case in _suites(SAMPLE).iter("testcase") if case.find("system-out") is not None)
    assert case.find("failure") is None
    assert "R205" in str(case.findtext("system-out"))


def test_cases_of_a_suite_have_different_names() -> None:
    for suite in _suites(SAMPLE):
        names = [case.get("name") for case in suite]
        assert len(set(names)) == len(names)


def test_what_xml_cannot_carry_is_written_as_an_escape() -> None:
    odd = "a\x00\x1b\x0b\ufffe\uffff\ud800]]>&<b>\U0001f389"
    span = Span(Place(1, 1), Place(1, 2))
    report = Report.of([], [Finding(Path("p\x01.yaml"), span, "S101", Severity.error, odd, odd, "")])

    (failure,) = _suites(report).iter("failure")

    assert failure.get("message") == "a\\x00\\x1b\\x0b\\ufffe\\uffff\\ud800]]>&<b>\U0001f389"
    assert [suite.get("name") for suite in _suites(report)] == ["p\\x01.yaml"]
