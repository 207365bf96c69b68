"""Every format stays valid, whatever the texts and names of files are."""

import json
import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from personactl.document.node import Place, Span
from personactl.lint.finding import Edit, Finding, Fix, Severity
from personactl.lint.lint_report import Report
from personactl.lint.rule_registry import RULES
from personactl.report.findings.findings_formats import REPORTERS, file_content
from personactl.report.findings.findings_sarif import findings_sarif

_SCHEMA = Path(__file__).parents[2] / "cases" / "findings" / "sarif-schema-2.1.0.json"
_CODES = ("S101", "Y004")
_SARIF = Draft4Validator(json.loads(_SCHEMA.read_text(encoding="utf-8")))
_AWKWARD = "%:,|`<>&*_[]@$\\\n\r\t\x00\x1b\x85\u2028\u202e\ufeff\ufffe\ud800\udcff🎉é"
_TEXTS = st.text(st.one_of(st.sampled_from(_AWKWARD), st.characters()), max_size=30)
_NAMES = _TEXTS.map(lambda text: text.replace("\0", "").replace("/", "")).filter(bool)
_PLACES = st.builds(Place, st.integers(1, 40), st.integers(1, 40))
_SPANS = st.builds(lambda one, other: Span(min(one, other), max(one, other)), _PLACES, _PLACES)


@st.composite
def _reports(draw: st.DrawFn) -> Report:
    path = Path(draw(_NAMES))
    fix = Fix((Edit(path, draw(_SPANS), draw(_TEXTS)),), draw(st.booleans()), draw(_TEXTS))
    finding = Finding(
        path,
        draw(_SPANS),
        draw(st.sampled_from(_CODES)),
        draw(st.sampled_from(Severity)),
        draw(_TEXTS),
        draw(_TEXTS),
        draw(_TEXTS),
        draw(st.sampled_from([None, fix])),
    )
    return Report.of([path], [finding])


def _answer(name: str, report: Report) -> str:
    text = file_content(REPORTERS[name].render(report, 60))
    text.encode("utf-8")
    return text


@settings(deadline=None, max_examples=40)
@given(_reports())
def test_sarif_is_valid(report: Report) -> None:
    log = json.dumps(findings_sarif(report, rules={code: RULES[code] for code in _CODES}))
    log.encode("utf-8")
    assert _SARIF.is_valid(json.loads(log))


@settings(deadline=None)
@given(_reports())
def test_documents_parse(report: Report) -> None:
    assert json.loads(_answer("json", report))["files"]
    assert json.loads(_answer("gitlab", report))[0]["location"]["lines"]["begin"] >= 1
    assert fromstring(_answer("junit", report).encode("utf-8")).get("tests") == "1"


@settings(deadline=None)
@given(_reports())
def test_a_finding_stays_on_its_line(report: Report) -> None:
    (command,) = _answer("github", report).splitlines()
    assert re.match(
        r"::(error|warning|notice) file=[^:,]*,line=\d+,endLine=\d+,[^:]*title=(S101|Y004) [a-z-]+::", command
    )
    assert len(_answer("concise", report).splitlines()) == 1
    assert len(_answer("markdown", report).splitlines()) == 5
    assert len(_answer("text", report).splitlines()) <= 4


@settings(deadline=None)
@given(_reports())
def test_no_control_reaches_a_terminal(report: Report) -> None:
    for name in ("text", "concise", "github", "markdown"):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", _answer(name, report)), name


@pytest.mark.parametrize("name", ["github", "concise", "markdown"])
@pytest.mark.parametrize("end", "\v\f\x1c\x1d\x1e\x85\u2028\u2029\r\n")
def test_no_line_end_in_a_name_or_a_message_ends_a_line(name: str, end: str) -> None:
    path, span = Path(f"a{end}b"), Span(Place(1, 1), Place(1, 2))
    finding = Finding(path, span, "S101", Severity.error, f"a{end}b", f"a{end}b", "")
    lines = _answer(name, Report.of([path], [finding])).splitlines()
    assert len(lines) == (5 if name == "markdown" else 1)
