"""Workflow commands, read back as GitHub's runner reads them."""

import re
from pathlib import Path

import pytest

from personactl.document.node import Place, Span
from personactl.lint.finding import Finding, Severity
from personactl.lint.lint_report import Report
from personactl.report.findings.findings_github import findings_github
from tests.report.findings.findings_sample import SAMPLE

_END = Place(3, 9)
_COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def _read(line: str) -> tuple[str, dict[str, str], str]:
    match = _COMMAND.fullmatch(line)
    assert match is not None, line
    properties = dict(pair.split("=", 1) for pair in match[2].split(","))
    return match[1], {name: _unescaped(value) for name, value in properties.items()}, _unescaped(match[3])


def _unescaped(text: str) -> str:
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def _only(path: str, message: str, *, hint: str = "", end: Place = _END) -> str:
    finding = Finding(Path(path), Span(Place(3, 5), end), "S101", Severity.error, message, hint, "")
    return findings_github(Report.of([], [finding]))


def test_every_finding_is_one_command() -> None:
    read = [_read(line) for line in findings_github(SAMPLE).split("\n")[:-1]]

    assert [properties["file"] for _, properties, _ in read] == [f.path.as_posix() for f in SAMPLE.findings]
    assert [int(properties["line"]) for _, properties, _ in read] == [f.span.start.line for f in SAMPLE.findings]
    assert [command for command, _, _ in read].count("notice") == SAMPLE.how_many(Severity.info)


@pytest.mark.parametrize(
    "message",
    [
        "100% sure, really: yes",
        "a\n::error::second",
        "a\r\n::add-mask::x",
        "%0A::stop-commands::x",
        "名前 🎉, ok",
        "a::b,c=d",
        "line\u2028separator\u2029and\x85more\x0b\x0c",
    ],
)
def test_no_text_ends_a_command_or_begins_another(message: str) -> None:
    line = _only("a.yaml", message, hint=message)

    assert len(line.splitlines()) == 1
    command, properties, text = _read(line.removesuffix("\n"))
    assert (command, properties["file"], properties["title"]) == ("error", "a.yaml", "S101 unknown-key")
    assert text.count("\n") == 1


@pytest.mark.parametrize("name", ["a,line=1.yaml", "a:b.yaml", "50%.yaml", "a=b.yaml", "名前 🎉.yaml"])
def test_a_file_keeps_its_name(name: str) -> None:
    assert _read(_only(name, "m").rstrip("\n"))[1]["file"] == name


def test_a_name_with_a_line_end_stays_in_its_property() -> None:
    line = _only("a\n::error::x.yaml", "m")
    assert line.count("\n") == 1
    assert _read(line.rstrip("\n"))[1]["line"] == "3"


def test_columns_are_named_for_one_line_only() -> None:
    assert {"col": "5", "endColumn": "8", "endLine": "3"}.items() <= _read(_only("a", "m").rstrip("\n"))[1].items()
    several = _read(_only("a", "m", end=Place(5, 4)).rstrip("\n"))[1]
    assert (several.keys() & {"col", "endColumn"}, several["endLine"]) == (set(), "5")
    assert _read(_only("a", "m", end=Place(5, 1)).rstrip("\n"))[1]["endLine"] == "4"


def test_an_empty_span_has_one_column() -> None:
    properties = _read(_only("a", "m", end=Place(3, 5)).rstrip("\n"))[1]
    assert (properties["col"], properties["endColumn"]) == ("5", "5")
