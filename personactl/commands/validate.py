"""Files to findings: check them, fix them, and know a baseline of findings. Only `online` asks a platform."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from personactl.commands.context import Context, Environment
from personactl.commands.lint_scope import LintScope, RuleRequest, scope_of_file, scopes_of

if TYPE_CHECKING:
    from personactl.lint.fixes import FileChange
    from personactl.lint.lint_report import Report
    from personactl.lint.target_catalogue import Catalogue
    from personactl.parallel import FileMap

STDIN: Final = Path("-")


class ValidateRequest(NamedTuple):
    """What one run is asked for.

    paths: files, folders and patterns; empty for the project's own files.
    rules: which rules to check.
    profile: the target whose catalogue `rules.online` reads.
    unsafe_fixes: also apply fixes that deserve a look afterwards.
    baseline: a file of known findings, which the report leaves out.
    stdin: the text to check in the place of `paths`; bytes that are not UTF-8 are found as an error.
    stdin_filename: the file that `stdin` will become.
    cache: whether results are read from the cache and kept there.
    """

    paths: tuple[Path, ...] = ()
    rules: RuleRequest = RuleRequest()
    profile: str | None = None
    unsafe_fixes: bool = False
    baseline: Path | None = None
    stdin: bytes | None = None
    stdin_filename: Path | None = None
    cache: bool = True


class FixResult(NamedTuple):
    """What fixing comes to.

    changes: the files with their new text; nothing is written yet.
    fixes: how many findings the changes correct.
    report: the findings that are left.
    """

    changes: "tuple[FileChange, ...]"
    fixes: int
    report: "Report"


def check_files(request: ValidateRequest, context: Context) -> "Report":
    """The findings of the files, without those that the baseline knows. Raises what reading raises."""
    without_known = _without_known(request)
    scopes, texts = _scopes(request, context.environment)
    catalogue = _catalogue(request, context)
    return without_known(_checked(request, scopes, texts, catalogue, context.environment))


def fix_files(request: ValidateRequest, context: Context) -> FixResult:
    """What fixes would change. Findings that the baseline knows are left as they are."""
    from personactl.lint.fixes import Fixer
    from personactl.lint.lint_report import Report

    without_known = _without_known(request)
    scopes, _ = _scopes(request, context.environment)
    catalogue = _catalogue(request, context)
    fixed = [
        Fixer(scope.files, scope.root, scope.selection, request.unsafe_fixes, catalogue, without_known).fixed()
        for scope in scopes
    ]
    report = without_known(Report.merged(one.report for one in fixed))
    return FixResult(tuple(change for one in fixed for change in one.changes), sum(one.fixes for one in fixed), report)


def write_changes(changes: "Sequence[FileChange]") -> None:
    """Write each file whole or not at all. Raises `StorageError`, also for a file that changed in the meantime."""
    import stat

    from personactl.errors import StorageError
    from personactl.state.atomic import write_atomic

    for change in changes:
        if change.path.read_bytes() != change.before.encode("utf-8"):
            message = f"{change.path.name} changed while it was being checked"
            raise StorageError(message, where=str(change.path), hint="run it again; this file was left as it is")
        mode = stat.S_IMODE(change.path.stat().st_mode)
        write_atomic(change.path, change.after.encode("utf-8"), mode=mode)


def write_baseline(file: Path, report: "Report") -> int:
    """Make `file` know the findings of `report`, and return how many it knows.

    Raises `StorageError`; the baseline that was there is then still there.
    """
    import json

    from personactl.lint.suppress.baseline import baseline_json
    from personactl.state.atomic import write_atomic

    written = baseline_json(report, file.parent)
    write_atomic(file, (json.dumps(written, indent=2, ensure_ascii=False) + "\n").encode("utf-8"))
    findings = written["findings"]
    return len(findings) if isinstance(findings, list) else 0


def check_on_disk(
    scope: LintScope, environment: Environment, *, cache: bool, file_map: "FileMap | None" = None
) -> "Report":
    """The findings of files on disk, from the cache where nothing changed.

    cache: whether the cache is used at all.
    file_map: checks the files that are not in the cache, by default on the cores of this machine.
    """
    from time import time_ns

    from personactl.lint.batch import check_files
    from personactl.lint.cache.store import open_cache, setting_of
    from personactl.parallel import map_files, usable_cores

    project, rules = scope.project, scope.rules
    setting = setting_of(environment.cwd, project.root, project.personas, project.lint, rules.select, rules.ignore)
    with open_cache(environment.paths.cache if cache else None, setting, time_ns()) as opened:
        return check_files(
            scope.files, scope.root, lambda: scope.selection, opened, usable_cores(), file_map or map_files
        )


def _without_known(request: ValidateRequest) -> "Callable[[Report], Report]":
    if request.baseline is None:
        return lambda report: report
    from personactl.lint.suppress.baseline import read_baseline

    return read_baseline(request.baseline).without_known


def _scopes(request: ValidateRequest, environment: Environment) -> tuple[tuple[LintScope, ...], Mapping[Path, str]]:
    """The files to check, and the texts of those that are not read from disk."""
    if request.stdin is None:
        return scopes_of(environment.cwd, request.paths, request.rules), {}
    path = request.stdin_filename or STDIN
    # What is not UTF-8 becomes characters that no YAML file may hold, and is found there.
    text = request.stdin.decode("utf-8", "surrogateescape")
    return (scope_of_file(environment.cwd, path, request.rules),), {path: text}


def _catalogue(request: ValidateRequest, context: Context) -> "Catalogue | None":
    if not request.rules.online:
        return None
    from personactl.commands.catalogue import target_catalogue

    return target_catalogue(request.profile, context)


def _checked(
    request: ValidateRequest,
    scopes: Sequence[LintScope],
    texts: Mapping[Path, str],
    catalogue: "Catalogue | None",
    environment: Environment,
) -> "Report":
    """The cache is used where nothing but files of this disk counts."""
    from personactl.lint.lint_report import Report

    if not texts and catalogue is None:
        return Report.merged(check_on_disk(scope, environment, cache=request.cache) for scope in scopes)
    from personactl.document.file_reader import unsaved
    from personactl.lint.run import lint_files

    with unsaved(texts):
        return Report.merged(lint_files(scope.files, scope.root, scope.selection, catalogue) for scope in scopes)
