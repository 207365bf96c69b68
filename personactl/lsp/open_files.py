"""Check the open files: the editor's text is used instead of the file on disk.

Whole projects are checked, because some findings depend on several files, such as two personas of one name. A file is
checked again when it changed, or a file that it reads.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

import msgspec

from personactl.document.file_reader import read_document, unsaved
from personactl.errors import PersonactlError
from personactl.files.repository import forget_links
from personactl.lint.finding import Finding
from personactl.lint.lint_report import Report
from personactl.lint.project_file_findings import project_findings
from personactl.lint.rule_selection import Selection
from personactl.lint.run import FileResult, lint_document, report_of
from personactl.lsp.file_roles import LintedProject, is_prompt_in, kind_in, linted_project, real_path
from personactl.persona.read.referenced_files import read_in_repository
from personactl.persona.schema.file_kind import FOLDERS
from personactl.state.persona_files import walk
from personactl.state.project import Project

Texts: TypeAlias = Mapping[Path, str]
"""The texts that are open in the editor, by real path."""

_Stamp: TypeAlias = str | tuple[int, int] | None


class CheckResult(msgspec.Struct, frozen=True):
    """The result of one check.

    texts: the texts that were checked.
    findings: the findings of the open files and of the files that the open personas use, by real path.
    failures: a sentence for each project whose settings cannot be used; it was checked without settings.
    """

    texts: Texts
    findings: Mapping[Path, tuple[Finding, ...]]
    failures: tuple[str, ...]


class _CachedCheck(msgspec.Struct, frozen=True):
    """The last check of a file, and the rules and file versions that it used."""

    checked: FileResult
    selection: Selection
    stamps: Mapping[Path, _Stamp]

    def is_current(self, selection: Selection, texts: Texts) -> bool:
        same = self.selection == selection
        return same and all(_stamp(path, texts) == stamp for path, stamp in self.stamps.items())


class _Collected(msgspec.Struct):
    """The findings and failures of the projects that were checked so far."""

    findings: dict[Path, list[Finding]]
    failures: list[str] = []


class Checker:
    """Checks open files, and caches the checks of files that did not change. Use it from one thread at a time."""

    def __init__(self) -> None:
        self._known: dict[Path, _CachedCheck] = {}
        self._complete: set[Path] = set()

    def check_open_files(self, texts: Texts) -> CheckResult | None:
        """Check only the open files; None if their projects were checked before, so that `check_projects` is fast."""
        with unsaved(texts):
            projects = _projects(texts)
            if all(root in self._complete for root in projects):
                return None
            return self._check(texts, projects, whole=False)

    def check_projects(self, texts: Texts) -> CheckResult:
        """Check all files of the projects of the open files."""
        with unsaved(texts):
            projects = _projects(texts)
            self._complete |= projects.keys()
            return self._check(texts, projects, whole=True)

    def _check(self, texts: Texts, projects: Mapping[Path, LintedProject], *, whole: bool) -> CheckResult:
        forget_links()
        collected = _Collected({path: [] for path in texts})
        for root, linted in projects.items():
            project = linted.project
            kinds = {path: kind_in(path, project) for path in texts}
            opened = [path for path, kind in kinds.items() if kind not in {None, "project"}]
            settings = [path for path, kind in kinds.items() if kind == "project"]
            for path in settings:
                collected.findings[path] += project_findings(read_document(path))
            failures = [linted.failure] if linted.failure and not settings else []
            files = _files(project, opened, failures) if whole else {path: path for path in opened}
            checked = {path: self._checked(path, linted, texts) for path in files.values()}
            if whole:
                used = {real_path(path) for one in checked.values() for path in one.facts.files}
                alone = [path for path in texts if path not in used and is_prompt_in(path, project)]
                checked |= {path: self._checked(path, linted, texts) for path in alone}
            for path in opened:
                collected.findings.update({real_path(used): [] for used in checked[files[path]].facts.files})
            each = list(checked.values())
            report = (
                report_of(list(checked), each, root, linted.selection)
                if whole
                else Report.of(checked, (finding for one in each for finding in one.findings))
            )
            for finding in report.findings:
                collected.findings.get(real_path(finding.path), []).append(finding)
            collected.failures += failures
        return CheckResult(
            texts, {path: tuple(found) for path, found in collected.findings.items()}, tuple(collected.failures)
        )

    def _checked(self, path: Path, linted: LintedProject, texts: Texts) -> FileResult:
        known = self._known.get(path)
        if known is not None and known.is_current(linted.selection, texts):
            return known.checked
        before = _stamp(path, texts)
        checked = lint_document(read_in_repository(path, linted.project.root), linted.project.root, linted.selection)
        # It is unknown which file a broken reference would read, so a file with one is not cached.
        cacheable = not any(finding.code.startswith("R") for finding in checked.findings)
        if cacheable and checked.facts.kind != "knowledge":  # its documents may come and go
            stamps = {path: before, **{used: _stamp(used, texts) for used in checked.facts.files}}
            self._known[path] = _CachedCheck(checked, linted.selection, stamps)
        else:
            self._known.pop(path, None)
        return checked


def _projects(paths: Iterable[Path]) -> dict[Path, LintedProject]:
    """Return the projects of the files at `paths`, by root."""
    found = {path.parent: linted_project(path.parent) for path in sorted(paths)}
    return {one.project.root: one for one in found.values() if one.exists}


def _files(project: Project, opened: Iterable[Path], failures: list[str]) -> dict[Path, Path]:
    """Return the files of `project`, also those that are only `opened` and not saved, by real path."""
    folders = [project.personas, *(project.root / folder for folder in FOLDERS.values())]
    try:
        found = {real_path(path): path for folder in folders if folder.is_dir() for path in walk(folder)}
    except PersonactlError as error:
        failures.append(f"{error.message} ({error.where})")
        found = {}
    return {**{path: path for path in opened}, **found}


def _stamp(path: Path, texts: Texts) -> _Stamp:
    """Return a value that changes with the content."""
    text = texts.get(real_path(path))
    if text is not None:
        return text
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size
