"""Findings for people: where, which rule, what; then the line it stands on with carets, and what to do about it.

personas/cara.yaml:3:1 S101 unknown key 'avatarID'
  3 | avatarID: 30fa96d0-26c4-4e55-94a0-517025942e18
    | ^^^^^^^^
    = Did you mean 'avatarId'?
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rich.text import Text

from personactl.lint.finding import Finding, Severity
from personactl.lint.report import Report
from personactl.report.excerpt import excerpt, visible
from personactl.report.printable import one_line

_COLOURS: Final = {Severity.error: "bold red", Severity.warning: "bold yellow", Severity.info: "bold blue"}
_NARROWEST: Final = 20


def findings_text(report: Report, *, width: int) -> list[Text]:
    """One line each, an empty one between two findings; source lines are cut to `width` cells, sentences are not."""
    lines: list[Text] = []
    for finding in report.findings:
        if lines:
            lines.append(Text())
        lines.extend(_finding(finding, width))
    return lines


def findings_summary(report: Report) -> str:
    """One sentence: `4 files checked, 2 errors and 1 warning in 1 file`."""
    checked = f"{_counted(len(report.files), 'file')} checked"
    if not report.findings:
        return f"{checked}, no findings"
    counts = [_counted(report.count(level), level.value) for level in Severity if report.count(level)]
    places = _counted(len({finding.path for finding in report.findings}), "file")
    return f"{checked}, {_listed(counts)} in {places}"


def _finding(finding: Finding, width: int) -> Iterator[Text]:
    start = finding.span.start
    yield Text.assemble(
        (f"{_path(finding.path)}:{start.line}:{start.column}", "bold"),
        " ",
        (finding.code, _COLOURS[finding.severity]),
        " " if finding.severity is Severity.error else f" {finding.severity.value}: ",
        one_line(finding.message),
    )
    gutter = f"  {start.line} | "
    margin = " " * (len(gutter) - 2)
    if finding.source.strip():
        shown = excerpt(finding.source, finding.span, max(_NARROWEST, width - len(gutter)))
        yield Text.assemble((gutter, "dim"), shown.line)
        yield Text.assemble((f"{margin}| ", "dim"), (shown.carets, _COLOURS[finding.severity]))
    if finding.hint:
        yield Text.assemble((f"{margin}= ", "dim"), one_line(finding.hint))


def _path(path: Path) -> str:
    return visible(str(path).replace("\n", "\\n"))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _listed(items: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1])))
