"""Validate: check files, fix them, and write a baseline of findings. Only online rules send requests."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from personactl.commands.context import Context, Environment
from personactl.commands.lint_scope import (
    LintScope,
    RuleRequest,
    check_scope,
    scope_of_file,
    scopes_of,
    tracked_scopes_of,
    unusable_settings,
)
from personactl.errors import UsageError
from personactl.state.project_settings import PROJECT_FILE

if TYPE_CHECKING:
    from personactl.lint.fixes import FileChange
    from personactl.lint.lint_report import Report
    from personactl.lint.target_catalogue import Catalogue

STDIN: Final = Path("-")
_WRITES_AT_ONCE: Final = 32
_X801: Final = "X801"


class ValidateRequest(NamedTuple):
    """What to check, and how.

    paths: files, folders, patterns and keys; empty for the project's own files.
    tracked: leave out files that git does not track.
    rules: the rules to check.
    profile: the profile of the target whose catalogue the online rules read; None for the one of the environment.
    unsafe_fixes: also apply fixes that a person should review.
    baseline: a file of known findings, which are left out of the report; None for no baseline.
    stdin: a text to check instead of `paths`; bytes that are not UTF-8 are reported as an error.
    stdin_filename: the path of the file that `stdin` belongs to.
    cache: whether results are read from the cache and saved in it.
    """

    paths: tuple[Path, ...] = ()
    tracked: bool = False
    rules: RuleRequest = RuleRequest()
    profile: str | None = None
    unsafe_fixes: bool = False
    baseline: Path | None = None
    stdin: bytes | None = None
    stdin_filename: Path | None = None
    cache: bool = True


class FixResult(NamedTuple):
    """The result of fixing.

    changes: the changed files with their new text, which `write_changes` writes.
    fixes: the number of findings that the changes fix.
    report: the findings that remain.
    """

    changes: "tuple[FileChange, ...]"
    fixes: int
    report: "Report"


def check_files(request: ValidateRequest, context: Context) -> "Report":
    """Return the findings of the files, without those in the baseline. Raises what reading raises."""
    from personactl.lint.lint_report import Report

    without_known = _without_known(request)
    settings, request = _without_settings_files(request)
    if settings and not request.paths:
        return without_known(_settings_report(settings))
    context = _for_online(request, context)
    scopes, texts = _scopes(request, context.environment)
    settings += _unusable_settings(scopes, context.environment)
    catalogue = _catalogue(request, context)
    report = _checked(request, scopes, texts, catalogue, context.environment)
    _note_unchecked_secrets(scopes, context)
    return without_known(Report.merged([report, _settings_report(settings)]) if settings else report)


def _note_unchecked_secrets(scopes: Sequence[LintScope], context: Context) -> None:
    """Note that the settings of a project switch off the search for secrets, which other commands make all the same."""
    for scope in scopes:
        if scope.rules.select is None and not scope.rules.ignore and _leaves_secrets_out(scope):
            context.notes.note(
                f"{PROJECT_FILE} switches the search for secrets off ({_X801}); push, promote, token and talk refuse"
                " secrets all the same"
            )


def _leaves_secrets_out(scope: LintScope) -> bool:
    table = scope.project.lint
    if table.select is None and not table.ignore and not table.per_file:
        return False
    selection = scope.selection
    return _X801 not in selection.codes or any(_X801 in codes for _, codes in selection.per_file)


def fix_files(request: ValidateRequest, context: Context) -> FixResult:
    """Return what fixes would change, without writing it. Findings in the baseline are not fixed."""
    from personactl.lint.fixes import Fixer
    from personactl.lint.lint_report import Report

    without_known = _without_known(request)
    settings, request = _without_settings_files(request)
    if settings and not request.paths:
        return FixResult((), 0, without_known(_settings_report(settings)))
    context = _for_online(request, context)
    scopes, _ = _scopes(request, context.environment)
    settings += _unusable_settings(scopes, context.environment)
    catalogue = _catalogue(request, context)
    fixed = [
        Fixer(scope.files, scope.root, scope.selection, request.unsafe_fixes, catalogue, without_known).fixed()
        for scope in scopes
    ]
    real = (one.report.with_real_names(scope.root) for scope, one in zip(scopes, fixed, strict=True))
    reports = [*real, *([_settings_report(settings)] if settings else ())]
    report = without_known(Report.merged(reports))
    return FixResult(tuple(change for one in fixed for change in one.changes), sum(one.fixes for one in fixed), report)


def write_changes(changes: "Sequence[FileChange]") -> None:
    """Write each changed file atomically, many at a time because each waits for the disk.

    Raises `StorageError`, also for a file that changed since it was checked; the other files are written.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_WRITES_AT_ONCE) as pool:
        for written in [pool.submit(_write_change, change) for change in changes]:
            written.result()


def _write_change(change: "FileChange") -> None:
    import stat

    from personactl.errors import StorageError
    from personactl.files.command_line_files import write_named
    from personactl.files.regular_file import has_content

    if not has_content(change.path, change.before.encode("utf-8")):
        message = f"{change.path.name} changed while it was being checked"
        raise StorageError(message, where=str(change.path), hint="run the command again; this file was not changed")
    mode = stat.S_IMODE(change.path.stat().st_mode)
    write_named(change.path, change.after.encode("utf-8"), mode=mode)


def write_baseline(request: ValidateRequest, context: Context) -> int:
    """Check the files, write all findings to the baseline of `request`, and return their number.

    Raises `UsageError` for a request without a baseline, what checking raises, and `StorageError` if the file cannot be
    written; the old baseline then stays.
    """
    import json

    from personactl.files.command_line_files import write_named
    from personactl.lint.suppress.baseline import baseline_json

    file = request.baseline
    if file is None:
        raise UsageError("there is no file for the baseline", where="--write-baseline", hint="add --baseline FILE")
    written = baseline_json(check_files(request._replace(baseline=None), context), file.parent)
    write_named(file, (json.dumps(written, indent=2, ensure_ascii=False) + "\n").encode("utf-8"))
    findings = written["findings"]
    return len(findings) if isinstance(findings, list) else 0


def _without_known(request: ValidateRequest) -> "Callable[[Report], Report]":
    if request.baseline is None:
        return lambda report: report
    from personactl.lint.suppress.baseline import read_baseline

    return read_baseline(request.baseline).without_known


def _without_settings_files(request: ValidateRequest) -> tuple[list[Path], ValidateRequest]:
    """Return the named files that have the settings of a project, and the request without them."""
    settings = [path for path in request.paths if path.name == PROJECT_FILE and not path.is_dir()]
    settings = [path for path in settings if os.path.lexists(path)]
    return settings, request._replace(paths=tuple(path for path in request.paths if path not in settings))


def _unusable_settings(scopes: Sequence[LintScope], environment: Environment) -> list[Path]:
    """Return the settings files that are links which cannot be followed."""
    found = filter(None, (unusable_settings(scope.root) for scope in scopes))
    return [Path(os.path.relpath(path, environment.cwd)) for path in found]


def _settings_report(files: Sequence[Path]) -> "Report":
    from personactl.lint.lint_report import Report
    from personactl.lint.project_file_findings import project_findings
    from personactl.persona.read.referenced_files import read_in_repository

    documents = (read_in_repository(path, path.parent) for path in files)
    return Report.of(files, [finding for document in documents for finding in project_findings(document)])


def _for_online(request: ValidateRequest, context: Context) -> Context:
    """Return the context for the files of one project, whose target has the catalogue, if the rules need that."""
    if not request.rules.online:
        return context
    from personactl.commands.project.named_project import in_project_of

    return in_project_of(map(str, request.paths), context)


def _scopes(request: ValidateRequest, environment: Environment) -> tuple[tuple[LintScope, ...], Mapping[Path, str]]:
    """Return the files to check, and the texts of those that are not read from disk."""
    if request.stdin is None:
        if request.tracked:
            return tracked_scopes_of(environment, request.paths, request.rules), {}
        return scopes_of(environment.cwd, request.paths, request.rules), {}
    path = request.stdin_filename or STDIN
    # Bytes that are not UTF-8 become characters that are not allowed in YAML, and are reported as such.
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
    """Return the findings. The cache is used if they depend on nothing but files on disk."""
    from personactl.lint.lint_report import Report

    if not texts and catalogue is None:
        return Report.merged(check_scope(scope, environment, cache=request.cache) for scope in scopes)
    from personactl.document.file_reader import unsaved
    from personactl.lint.run import lint_files

    with unsaved(texts):
        reports = (lint_files(scope.files, scope.root, scope.selection, catalogue) for scope in scopes)
        return Report.merged(one.with_real_names(scope.root) for scope, one in zip(scopes, reports, strict=True))
