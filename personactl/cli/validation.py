"""What `validate` does with its options, in order: refuse what contradicts itself, look, mend, keep back, report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.cli.baseline import write_baseline
from personactl.cli.findings import deliver
from personactl.cli.linting import STDIN, Group, Wanted, grouped, stdin_group
from personactl.cli.mending import Mended, mended, note_fixable, note_fixes, write_changes
from personactl.cli.stock import target_stock

if TYPE_CHECKING:
    from personactl.cli.output import Output
    from personactl.lint.catalogue import Catalogue
    from personactl.lint.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The options of one call. `paths` is empty for the project's own files, and holds `-` for stdin."""

    paths: tuple[Path, ...]
    wanted: Wanted
    profile: str | None
    fix: bool
    unsafe_fixes: bool
    diff: bool
    baseline: Path | None
    update_baseline: bool
    stdin_filename: Path | None
    format: str
    output: Path | None
    quiet: bool


def run(request: Request) -> int:
    """The exit status. Raises `UsageError` before anything is read for options that contradict each other."""
    from personactl.cli.output import Output
    from personactl.report.findings_summary import findings_summary

    _refuse_contradictions(request)
    out = Output(quiet=request.quiet)
    narrowed = _narrowed(request)
    groups, texts = _looked_at(request)
    stock = target_stock(request.profile, out) if request.wanted.online else None
    if request.fix or request.diff:
        done = mended(groups, unsafe=request.unsafe_fixes, catalogue=stock, narrowed=narrowed)
        if request.diff:
            return _show_diff(done, narrowed, out)
        write_changes(done.changes)
        note_fixes(out, done, written=True)
        report = done.report
    else:
        report = _checked(groups, texts, stock)
    if request.baseline is not None and request.update_baseline:
        write_baseline(request.baseline, report, out)
        return 0
    report = narrowed(report)
    deliver(report, request.format, request.output, out)
    out.note(findings_summary(report))
    note_fixable(out, report)
    return 0 if report.passed else 1


def _refuse_contradictions(request: Request) -> None:
    from personactl.errors import UsageError

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
            raise UsageError(f"{what} makes no sense", where="the command line", hint="see personactl validate --help")


def _narrowed(request: Request) -> "Callable[[Report], Report]":
    """A report without what the baseline knows."""
    from personactl.lint.baseline import read_baseline

    if request.baseline is None or request.update_baseline:
        return lambda report: report
    return read_baseline(request.baseline).without_known


def _looked_at(request: Request) -> tuple[tuple[Group, ...], Mapping[Path, str]]:
    """The files to check, and the texts of those that are not read from disk."""
    from personactl.cli.surroundings import here

    cwd = here().cwd
    if STDIN not in request.paths:
        return grouped(cwd, request.paths, request.wanted), {}
    group, text = stdin_group(cwd, request.stdin_filename, request.wanted)
    return (group,), dict.fromkeys(group.files, text)


def _checked(groups: Sequence[Group], texts: Mapping[Path, str], stock: "Catalogue | None") -> "Report":
    """Where nothing but files of this disk counts, from the cache as far as may be."""
    from personactl.document.reading import unsaved
    from personactl.lint.report import Report
    from personactl.lint.running import lint_files

    if not texts and stock is None:
        return Report.merged(map(_from_disk, groups))
    with unsaved(texts):
        return Report.merged(lint_files(group.files, group.root, group.selection, stock) for group in groups)


def _from_disk(group: Group) -> "Report":
    from personactl.cli.surroundings import here
    from personactl.lint.batch import check_files, usable_cores
    from personactl.lint.caching import open_cache

    surroundings = here()
    with open_cache(surroundings.paths.cache, surroundings.cwd, group.root, group.selection) as cache:
        return check_files(group.files, group.root, group.selection, cache, usable_cores())


def _show_diff(done: Mended, narrowed: "Callable[[Report], Report]", out: "Output") -> int:
    from personactl.report.findings_summary import findings_summary
    from personactl.report.fixes_diff import fixes_diff

    out.document(fixes_diff(done.changes))
    note_fixes(out, done, written=False)
    left = narrowed(done.report)
    out.note(f"then: {findings_summary(left)}")
    return 0 if left.passed and not done.changes else 1
