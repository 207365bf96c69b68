"""A finding keeps its fingerprint as long as it is the same finding."""

from pathlib import Path

from personactl.document.node import Place, Span
from personactl.lint.finding import Finding, Severity
from personactl.lint.finding_fingerprints import fingerprints
from tests.report.findings.findings_sample import SAMPLE

_AT = Span(Place(3, 1), Place(3, 5))
_ONE = Finding(Path("a.yaml"), _AT, "S101", Severity.error, "no key 'voise'", "Did you mean voice?", "voise: Lucy")


def test_it_does_not_depend_on_the_position_or_indentation_of_the_line() -> None:
    moved = _ONE._replace(span=Span(Place(30, 3), Place(30, 7)), source="  voise:  Lucy")
    assert fingerprints([moved]) == fingerprints([_ONE])


def test_it_does_not_depend_on_the_words_of_the_message_or_on_the_settings() -> None:
    reworded = _ONE._replace(message="unknown key", hint="", severity=Severity.info)
    assert fingerprints([reworded]) == fingerprints([_ONE])


def test_another_file_rule_or_line_is_another_finding() -> None:
    others = [_ONE._replace(path=Path("b.yaml")), _ONE._replace(code="S102"), _ONE._replace(source="voise: Leo")]
    assert len({*fingerprints(others), *fingerprints([_ONE])}) == 4


def test_equal_lines_differ_by_their_order() -> None:
    both = fingerprints([_ONE, _ONE._replace(span=Span(Place(9, 1), Place(9, 5)))])
    assert len(set(both)) == 2
    assert both[0] == fingerprints([_ONE])[0]


def test_all_are_different_in_a_report() -> None:
    assert len(set(fingerprints(SAMPLE.findings))) == len(SAMPLE.findings)


def test_a_name_that_is_not_utf_8_has_one_too() -> None:
    assert len(fingerprints([_ONE._replace(path=Path("a\udcff.yaml"))])[0]) == 32
