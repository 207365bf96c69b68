"""A report with one finding of every kind that is hard to print."""

from pathlib import Path

from personactl.document.node import Place, Span
from personactl.lint.finding import Finding, Severity
from personactl.lint.report import Report


def _finding(
    path: str, place: str, code: str, message: str, hint: str, source: str, severity: Severity = Severity.error
) -> Finding:
    """`place` is `line:column-end column`, or `line:column-end line:end column`."""
    start, _, end = place.partition("-")
    line, column = map(int, start.split(":"))
    last, _, end_column = end.rpartition(":")
    span = Span(Place(line, column), Place(int(last or line), int(end_column)))
    return Finding(Path(path), span, code, severity, message, hint, source)


_LONG = '{"description": "' + "word " * 60 + '", "voise": "Lucy", "systemPrompt": "' + "You are Cara. " * 30 + '"}'

SAMPLE = Report.of(
    [Path("personas/clean.yaml"), *(Path(f"personas/{name}.yaml") for name in ("a", "b", "z", "日本"))],
    [
        _finding("personas/z.yaml", "1:1-1", "Y002", "the file has 50.0 MiB", "Split it.", ""),
        _finding(
            "personas/a.yaml", "12:3-8", "S101", "a persona has no key 'voise'", "Did you mean voice?", "  voise: x"
        ),
        _finding("personas/a.yaml", "3:9-13", "S103", "old", "", "name:\tCara\t# tabs", severity=Severity.warning),
        _finding(
            "personas/a.yaml", "3:1-5", "R205", "worth a look", "Look.", "name:\tCara\t# tabs", severity=Severity.info
        ),
        _finding("personas/b.yaml", "1:319-326", "S101", "a persona has no key 'voise'", "Did you mean voice?", _LONG),
        _finding("personas/b.yaml", "7:7-9:2", "S104", "several\nlines and [red]markup[/]", "One.", "text: [one,  "),
        _finding("personas/日本.yaml", "1:6-8", "S106", "名前は長い", "短く", "日本語: 名前, カラ"),
        _finding(
            "personas/日本.yaml", "2:2-3", "Y004", "the character \x1b[31m is not allowed", "Remove \u202eit.", "a\x1bb"
        ),
    ],
)
