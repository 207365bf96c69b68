"""Run `validate`: refuse contradictory options, check or fix the files, and print the findings."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personactl.commands.validate import STDIN, ValidateRequest

if TYPE_CHECKING:
    from personactl.cli.terminal.output import Output
    from personactl.commands.context import Context
    from personactl.lint.lint_report import Report


_DIFF_FORMATS = ("text", "concise", "json")


class ValidateRun(NamedTuple):
    """The options of one command line.

    request: what to check.
    fix: apply fixes to the files.
    diff: show what fixes would change.
    update_baseline: write the findings to the baseline.
    format: a key of `REPORTERS`.
    output: the file for the findings; None for stdout.
    quiet: print no notes.
    """

    request: ValidateRequest
    fix: bool = False
    diff: bool = False
    update_baseline: bool = False
    format: str = "text"
    output: Path | None = None
    quiet: bool = False


def paths_of(names: Sequence[str]) -> tuple[Path, ...]:
    """Return the names on a command line as paths. Raises `UsageError` for an empty one, which would be a folder."""
    if any(not name.strip() for name in names):
        from personactl.errors import UsageError

        hint = "name a persona, or leave the argument out"
        raise UsageError("the name of a file or persona is empty", where="personactl validate", hint=hint)
    return tuple(map(Path, names))


def run(run: ValidateRun) -> int:
    """Run `validate` and return its exit status. Raises `UsageError` for contradictory options before reading files."""
    from personactl.cli.terminal.environment import current_context
    from personactl.cli.terminal.output import Output

    _refuse_contradictions(run)
    _refuse_missing_folders(run)
    out = Output(quiet=run.quiet)
    context = current_context(out)
    if run.fix or run.diff:
        return _fix(run, context, out)
    from personactl.commands.validate import check_files, write_baseline

    request = _with_stdin(run.request)
    if run.update_baseline:
        count = write_baseline(request, context)
        if run.format == "json":
            out.json({"baseline": {"path": str(request.baseline), "findingCount": count}})
        out.note(f"wrote {count} {'finding' if count == 1 else 'findings'} to {request.baseline}")
        return 0
    return _report(run, check_files(request, context), context, out)


def _refuse_missing_folders(run: ValidateRun) -> None:
    """Raise `UsageError` before any work if a file cannot be written because its folder does not exist."""
    written = {"--output": run.output, "--baseline": run.request.baseline if run.update_baseline else None}
    for option, path in written.items():
        if path is not None:
            from personactl.files.command_line_files import refuse_unwritable

            refuse_unwritable(path, option)


def _refuse_contradictions(run: ValidateRun) -> None:
    request = run.request
    fixing = run.fix or run.diff
    stdin = STDIN in request.paths
    contradictions = {
        "--fix and --diff exclude each other": run.fix and run.diff,
        "--unsafe-fixes needs --fix or --diff": request.unsafe_fixes and not fixing,
        "--diff and --output exclude each other": run.diff and run.output is not None,
        f"--diff has no format {run.format}, only text and json": run.diff and run.format not in _DIFF_FORMATS,
        "--write-baseline needs --baseline": run.update_baseline and request.baseline is None,
        "--write-baseline excludes --fix and --diff": run.update_baseline and fixing,
        "'-' excludes other paths": stdin and len(request.paths) > 1,
        "'-' excludes --fix and --diff": stdin and fixing,
        "'-' excludes --tracked": stdin and request.tracked,
        "--profile needs --online": request.profile is not None and not request.rules.online,
        "--stdin-filename needs '-'": request.stdin_filename is not None and not stdin,
    }
    for message, contradicts in contradictions.items():
        if contradicts:
            from personactl.errors import UsageError

            raise UsageError(message, where="the command line", hint="see 'personactl validate --help'")


def _with_stdin(request: ValidateRequest) -> ValidateRequest:
    """Return the request with the text on stdin if its path is '-'. Raises `UsageError` if the text is too long."""
    if STDIN not in request.paths:
        return request
    from personactl.cli.terminal.standard_streams import read_stdin
    from personactl.errors import UsageError
    from personactl.files.regular_file import MAX_BYTES

    data = read_stdin(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        hint = "check what is piped into the command"
        raise UsageError(f"the text on stdin is longer than {MAX_BYTES // 1024 // 1024} MiB", where="-", hint=hint)
    return request._replace(stdin=data)


def _fix(run: ValidateRun, context: "Context", out: "Output") -> int:
    from personactl.commands.validate import fix_files, write_changes
    from personactl.report.findings.findings_summary import findings_summary, fixes_summary
    from personactl.report.findings.fixes_diff import fixes_diff, fixes_json

    fixed = fix_files(run.request, context)
    if run.diff and run.format == "json":
        out.json(fixes_json(fixed.fixes, fixed.changes, fixed.report))
    elif run.diff:
        out.document(fixes_diff(fixed.changes))
    else:
        write_changes(fixed.changes)
    if fixed.fixes:
        out.note(fixes_summary(fixed.fixes, len(fixed.changes), written=not run.diff))
    if not run.diff:
        return _report(run, fixed.report, context, out)
    out.note(f"then: {findings_summary(fixed.report)}")
    return 0 if fixed.report.passed and not fixed.changes else 1


def _report(run: ValidateRun, report: "Report", context: "Context", out: "Output") -> int:
    from personactl.cli.validate.findings_output import print_findings
    from personactl.report.findings.findings_summary import findings_summary, fixable_summary

    print_findings(report, run.format, run.output, context.environment.cwd, out)
    out.note(findings_summary(report))
    if fixable := fixable_summary(report):
        out.note(fixable)
    return 0 if report.passed else 1
