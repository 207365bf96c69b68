"""Print the findings of `validate` in a format, to stdout or to a file."""

from pathlib import Path
from typing import TYPE_CHECKING

from personactl.cli.terminal.output_guard import OutputGuard
from personactl.report.findings.findings_formats import REPORTERS

if TYPE_CHECKING:
    from personactl.cli.terminal.output import Output
    from personactl.lint.lint_report import Report

_WIDTH_WITHOUT_TERMINAL = 100


def print_findings(report: "Report", format: str, file: Path | None, cwd: Path, out: "Output") -> None:
    """Print the report, or write it to `file` atomically. Raises `StorageError`.

    format: a key of `REPORTERS`.
    file: None for stdout.
    cwd: the folder that the report's paths are relative to.
    """
    from personactl.report.findings.findings_formats import file_content

    reporter = REPORTERS[format]
    report = _from_checkout_root(report, cwd) if reporter.for_ci else _from_start(report, cwd)
    width = _WIDTH_WITHOUT_TERMINAL if file is not None else out.width or _WIDTH_WITHOUT_TERMINAL
    answer = reporter.render(report, width)
    if file is not None:
        content = file_content(out.framed(answer) if isinstance(answer, dict) else answer)
        _write(file, OutputGuard().plain(content, commands=format == "github"))  # it will be shown somewhere
    elif isinstance(answer, dict):
        out.json(answer)
    elif isinstance(answer, str):
        out.document(answer, commands=format == "github")
    else:
        out.answer(*answer)


def _from_start(report: "Report", cwd: Path) -> "Report":
    """Return the report with paths as the user sees them, who may be in another folder because of `-C`."""
    from personactl.cli.terminal.start_folder import started_in

    start = started_in()
    if start == cwd:
        return report
    from personactl.report.findings.finding_locations import relative_to_checkout

    return relative_to_checkout(report, cwd, start)


def _from_checkout_root(report: "Report", cwd: Path) -> "Report":
    from personactl.report.findings.finding_locations import relative_to_checkout

    top = next((folder for folder in (cwd, *cwd.parents) if (folder / ".git").exists()), cwd)
    return relative_to_checkout(report, cwd, top)


def _write(file: Path, text: str) -> None:
    from personactl.files.command_line_files import write_named

    write_named(file, text.encode("utf-8", "backslashreplace"))
