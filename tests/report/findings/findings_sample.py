"""A report with one finding of every kind that is hard to print, and with fixes of every form."""

from pathlib import Path

from personactl.document.node import Place, Span
from personactl.lint.finding import Edit, Finding, Fix, Severity
from personactl.lint.lint_report import Report


def _finding(
    path: str,
    place: str,
    code: str,
    message: str,
    hint: str,
    source: str,
    severity: Severity = Severity.error,
    fix: Fix | None = None,
) -> Finding:
    return Finding(Path(path), _span(place), code, severity, message, hint, source, fix)


def _span(place: str) -> Span:
    """Return the span for `line:column-end column` or `line:column-end line:end column`."""
    start, _, end = place.partition("-")
    line, column = map(int, start.split(":"))
    last, _, end_column = end.rpartition(":")
    return Span(Place(line, column), Place(int(last or line), int(end_column)))


_RENAME = Fix((Edit(Path("personas/a.yaml"), _span("12:3-8"), "voice"),), True, "Replace voise with voice")
_MOVE = Fix(
    (
        Edit(Path("personas/日本.yaml"), _span("1:6-2:1"), ""),
        Edit(Path("personas/a.yaml"), _span("3:1-1"), "llm: 名前 {0}\n"),
    ),
    False,
    "Move the \x1bname",
)


_LONG = '{"description": "' + "word " * 60 + '", "voise": "Lucy", "systemPrompt": "' + "You are Cara. " * 30 + '"}'

SAMPLE = Report.of(
    [
        Path("personas/clean.yaml"),
        Path("personas/50%,a:b|`c` <d>.yaml"),
        *(Path(f"personas/{name}.yaml") for name in ("a", "b", "z", "日本")),
    ],
    [
        _finding("personas/z.yaml", "1:1-1", "Y002", "the file has 50.0 MiB", "Split it.", ""),
        _finding(
            "personas/a.yaml",
            "12:3-8",
            "S101",
            "a persona has no key 'voise'",
            "Did you mean voice?",
            "  voise: x",
            fix=_RENAME,
        ),
        _finding("personas/a.yaml", "3:9-13", "S103", "old", "", "name:\tCara\t# tabs", severity=Severity.warning),
        _finding(
            "personas/a.yaml", "3:1-5", "R205", "worth a look", "Look.", "name:\tCara\t# tabs", severity=Severity.info
        ),
        _finding("personas/b.yaml", "1:319-326", "S101", "a persona has no key 'voise'", "Did you mean voice?", _LONG),
        _finding("personas/b.yaml", "7:7-9:2", "S104", "several\nlines and [red]markup[/]", "One.", "text: [one,  "),
        _finding("personas/日本.yaml", "1:6-8", "S106", "名前は長い", "短く", "日本語: 名前, カラ", fix=_MOVE),
        _finding(
            "personas/50%,a:b|`c` <d>.yaml",
            "2:1-3:1",
            "S104",
            "50% off, *now*: `x|y`\r\n::error::no",
            "See <b>@all</b> [here](https://example.com) 🎉.",
            "  - ::add-mask::x",
        ),
        _finding(
            "personas/日本.yaml", "2:2-3", "Y004", "the character \x1b[31m is not allowed", "Remove \u202eit.", "a\x1bb"
        ),
    ],
)
