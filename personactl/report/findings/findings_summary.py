"""A lint report in one sentence."""

from personactl.lint.finding import Severity
from personactl.lint.lint_report import Report


def findings_summary(report: Report) -> str:
    """One sentence: `4 files checked, 2 errors and 1 warning in 1 file`."""
    checked = f"{_counted(len(report.files), 'file')} checked"
    if not report.findings:
        return f"{checked}, no findings"
    counts = [_counted(report.how_many(level), level.value) for level in Severity if report.how_many(level)]
    places = _counted(len({finding.path for finding in report.findings}), "file")
    return f"{checked}, {_listed(counts)} in {places}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _listed(items: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1])))
