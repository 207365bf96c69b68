"""A lint report in one sentence, and its fixes in another."""

from personactl.lint.finding import Severity
from personactl.lint.lint_report import Report
from personactl.report.text.quantities import counted


def findings_summary(report: Report) -> str:
    """Return one sentence such as `4 files checked, 2 errors and 1 warning in 1 file`."""
    checked = f"{counted(len(report.files), 'file')} checked"
    if not report.findings:
        return f"{checked}, no findings"
    counts = [counted(report.how_many(level), level.value) for level in Severity if report.how_many(level)]
    places = counted(len({finding.path for finding in report.findings}), "file")
    return f"{checked}, {_listed(counts)} in {places}"


def fixes_summary(fixes: int, files: int, *, written: bool) -> str:
    """Return `fixed 3 findings in 2 files`, or `would fix ...` if nothing was written."""
    return f"{'fixed' if written else 'would fix'} {counted(fixes, 'finding')} in {counted(files, 'file')}"


def fixable_summary(report: Report) -> str:
    """Return how many findings can be fixed, and with which options; empty if there are no fixes."""
    fixes = [finding.fix for finding in report.findings if finding.fix is not None]
    safe = sum(fix.safe for fix in fixes)
    unsafe = len(fixes) - safe
    if safe and unsafe:
        return f"{safe} can be fixed with --fix, {unsafe} more with --fix --unsafe-fixes"
    if fixes:
        return f"{len(fixes)} can be fixed with {'--fix' if safe else '--fix --unsafe-fixes'}"
    return ""


def _listed(items: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1])))
