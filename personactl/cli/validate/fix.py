"""`validate --fix` and `--diff`: what the linter would mend, shown or written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from personactl.cli.validate.files import Group

if TYPE_CHECKING:
    from personactl.cli.output import Output
    from personactl.lint.fixes import FileChange
    from personactl.lint.lint_report import Report
    from personactl.lint.target_catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Mended:
    """What was or would be changed, how many findings that mends, and what is left."""

    changes: tuple["FileChange", ...]
    fixes: int
    report: "Report"


def mended(
    groups: Sequence[Group],
    *,
    unsafe: bool,
    catalogue: "Catalogue | None" = None,
    narrowed: Callable[["Report"], "Report"],
) -> Mended:
    """Nothing is written yet. `narrowed` leaves of a report what is to be mended at all."""
    from personactl.lint.fixes import Fixer
    from personactl.lint.lint_report import Report

    every = [Fixer(group.files, group.root, group.selection, unsafe, catalogue, narrowed).fixed() for group in groups]
    return Mended(
        tuple(change for fixed in every for change in fixed.changes),
        sum(fixed.fixes for fixed in every),
        Report.merged(fixed.report for fixed in every),
    )


def write_changes(changes: Sequence["FileChange"]) -> None:
    """Each file whole or not at all. Raises `StorageError`, also for a file that somebody changed meanwhile."""
    import stat

    from personactl.errors import StorageError
    from personactl.state.atomic import write_atomic

    for change in changes:
        if change.path.read_bytes() != change.before.encode("utf-8"):
            message = f"{change.path.name} changed while it was being checked"
            raise StorageError(message, where=str(change.path), hint="run it again; this file was left as it is")
        mode = stat.S_IMODE(change.path.stat().st_mode)
        write_atomic(change.path, change.after.encode("utf-8"), mode=mode)


def note_fixes(out: "Output", done: Mended, *, written: bool) -> None:
    if done.fixes:
        findings = "1 finding" if done.fixes == 1 else f"{done.fixes} findings"
        files = "1 file" if len(done.changes) == 1 else f"{len(done.changes)} files"
        out.note(f"{'fixed' if written else 'would fix'} {findings} in {files}")


def note_fixable(out: "Output", report: "Report") -> None:
    """How many findings a person could have mended, so that nobody mends them by hand."""
    fixes = [finding.fix for finding in report.findings if finding.fix is not None]
    safe = sum(fix.safe for fix in fixes)
    unsafe = len(fixes) - safe
    if safe and unsafe:
        out.note(f"{safe} can be fixed with --fix, {unsafe} more with --fix --unsafe-fixes")
    elif fixes:
        out.note(f"{len(fixes)} can be fixed with {'--fix' if safe else '--fix --unsafe-fixes'}")
