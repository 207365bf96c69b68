"""What `validate` does with its options, in order: refuse what contradicts itself, look, mend, keep back, report."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personactl.cli.validate.files import STDIN, Group, RuleRequest, grouped, stdin_group

if TYPE_CHECKING:
    from personactl.cli.output import Output
    from personactl.cli.validate.fix import Mended
    from personactl.lint.lint_report import Report
    from personactl.lint.target_catalogue import Catalogue
    from personactl.parallel import FileMap


class Request(NamedTuple):
    """The options of one call. `paths` is empty for the project's own files, and holds `-` for stdin."""

    paths: tuple[Path, ...]
    wanted: RuleRequest = RuleRequest()
    profile: str | None = None
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    baseline: Path | None = None
    update_baseline: bool = False
    stdin_filename: Path | None = None
    format: str = "text"
    output: Path | None = None
    cache: bool = True
    quiet: bool = False


def run(request: Request) -> int:
    """The exit status. Raises `UsageError` before anything is read for options that contradict each other."""
    from personactl.cli.output import Output

    _refuse_contradictions(request)
    out = Output(quiet=request.quiet)
    narrowed = _narrowed(request)
    groups, texts = _looked_at(request)
    stock = _stock(request, out)
    if request.fix or request.diff:
        return _mend(request, groups, stock, narrowed, out)
    report = _checked(request, groups, texts, stock)
    if request.baseline is not None and request.update_baseline:
        from personactl.cli.validate.baseline import write_baseline

        write_baseline(request.baseline, report, out)
        return 0
    return _told(request, narrowed(report), out)


def _told(request: Request, report: "Report", out: "Output") -> int:
    from personactl.cli.validate.output import deliver
    from personactl.report.findings.findings_summary import findings_summary

    deliver(report, request.format, request.output, out)
    out.note(findings_summary(report))
    if report.findings:
        from personactl.cli.validate.fix import note_fixable

        note_fixable(out, report)
    return 0 if report.passed else 1


def _refuse_contradictions(request: Request) -> None:
    mending = request.fix or request.diff
    stdin = STDIN in request.paths
    contradictions = {
        "--fix and --diff": request.fix and request.diff,
        "--unsafe-fixes without --fix or --diff": request.unsafe_fixes and not mending,
        "--diff with --output": request.diff and request.output is not None,
        "--write-baseline without --baseline": request.update_baseline and request.baseline is None,
        "--write-baseline with --fix or --diff": request.update_baseline and mending,
        "'-' beside other paths": stdin and len(request.paths) > 1,
        "'-' with --fix or --diff": stdin and mending,
        "--profile without --online": request.profile is not None and not request.wanted.online,
        "--stdin-filename without '-'": request.stdin_filename is not None and not stdin,
    }
    for what, there in contradictions.items():
        if there:
            from personactl.errors import UsageError

            raise UsageError(f"{what} makes no sense", where="the command line", hint="see personactl validate --help")


def _narrowed(request: Request) -> "Callable[[Report], Report]":
    """A report without what the baseline knows."""
    if request.baseline is None or request.update_baseline:
        return lambda report: report
    from personactl.lint.suppress.baseline import read_baseline

    return read_baseline(request.baseline).without_known


def _looked_at(request: Request) -> tuple[tuple[Group, ...], Mapping[Path, str]]:
    """The files to check, and the texts of those that are not read from disk."""
    from personactl.cli.environment import current_environment

    cwd = current_environment().cwd
    if STDIN not in request.paths:
        return grouped(cwd, request.paths, request.wanted), {}
    group, text = stdin_group(cwd, request.stdin_filename, request.wanted)
    return (group,), dict.fromkeys(group.files, text)


def _stock(request: Request, out: "Output") -> "Catalogue | None":
    if not request.wanted.online:
        return None
    from personactl.cli.catalogue_fetch import target_stock

    return target_stock(request.profile, out)


def _checked(
    request: Request, groups: Sequence[Group], texts: Mapping[Path, str], stock: "Catalogue | None"
) -> "Report":
    """Where nothing but files of this disk counts, from the cache as far as may be."""
    from personactl.lint.lint_report import Report

    if not texts and stock is None:
        return Report.merged(from_disk(group, cache=request.cache) for group in groups)
    from personactl.document.file_reader import unsaved
    from personactl.lint.run import lint_files

    with unsaved(texts):
        return Report.merged(lint_files(group.files, group.root, group.selection, stock) for group in groups)


def from_disk(group: Group, *, cache: bool, map_files: "FileMap | None" = None) -> "Report":
    """What is not in the cache is worked on by `map_files`, or by processes of this machine if it is None."""
    from time import time_ns

    from personactl.cli.environment import current_environment
    from personactl.lint.batch import check_files
    from personactl.lint.cache.store import open_cache, setting_of
    from personactl.parallel import map_files as default_map
    from personactl.parallel import usable_cores

    surroundings = current_environment()
    project, wanted = group.project, group.wanted
    setting = setting_of(surroundings.cwd, project.root, project.personas, project.lint, wanted.select, wanted.ignore)
    with open_cache(surroundings.paths.cache if cache else None, setting, time_ns()) as opened:
        return check_files(
            group.files, group.root, lambda: group.selection, opened, usable_cores(), map_files or default_map
        )


def _mend(
    request: Request,
    groups: Sequence[Group],
    stock: "Catalogue | None",
    narrowed: "Callable[[Report], Report]",
    out: "Output",
) -> int:
    from personactl.cli.validate.fix import mended, note_fixes, write_changes

    done = mended(groups, unsafe=request.unsafe_fixes, catalogue=stock, narrowed=narrowed)
    if request.diff:
        return _show_diff(done, narrowed, out)
    write_changes(done.changes)
    note_fixes(out, done, written=True)
    return _told(request, narrowed(done.report), out)


def _show_diff(done: "Mended", narrowed: "Callable[[Report], Report]", out: "Output") -> int:
    from personactl.cli.validate.fix import note_fixes
    from personactl.report.findings.findings_summary import findings_summary
    from personactl.report.findings.fixes_diff import fixes_diff

    out.document(fixes_diff(done.changes))
    note_fixes(out, done, written=False)
    left = narrowed(done.report)
    out.note(f"then: {findings_summary(left)}")
    return 0 if left.passed and not done.changes else 1
