"""Open files to findings, round after round: what the editor holds stands for what lies on the disk.

A round looks at whole projects, because what one file uses and whether two personas share a name shows only there. A
file is checked again when it, or a file that it reads, is not what it was the last time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from personactl.document.file_reader import read_document, unsaved
from personactl.errors import PersonactlError
from personactl.lint.finding import Finding
from personactl.lint.lint_report import Report
from personactl.lint.project_file_findings import project_findings
from personactl.lint.rule_selection import Selection
from personactl.lint.run import FileResult, lint_document, report_of
from personactl.lsp.file_roles import Workplace, kind_in, real, workplace
from personactl.persona.schema.file_kind import FOLDERS
from personactl.state.persona_files import walk
from personactl.state.project import Project

Texts: TypeAlias = Mapping[Path, str]
"""What is open in the editor, by real path."""

_Stamp: TypeAlias = str | tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class View:
    """`findings` has every file in sight by its real path: those that are open and what the open personas are made of.

    `failures` are sentences about projects whose settings cannot be used; they are checked as if they had none.
    """

    texts: Texts
    findings: Mapping[Path, tuple[Finding, ...]]
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """A file's last check, and what it was made from."""

    checked: FileResult
    selection: Selection
    stamps: Mapping[Path, _Stamp]

    def fits(self, selection: Selection, texts: Texts) -> bool:
        same = self.selection == selection
        return same and all(_stamp(path, texts) == stamp for path, stamp in self.stamps.items())


@dataclass(slots=True)
class _Sight:
    findings: dict[Path, list[Finding]]
    failures: list[str] = field(default_factory=list)


class Checker:
    """Not for several threads at once."""

    def __init__(self) -> None:
        self._known: dict[Path, _Known] = {}
        self._complete: set[Path] = set()

    def first_look(self, texts: Texts) -> View | None:
        """A view of the open personas alone; None where all their projects are known, and a whole view is quick."""
        with unsaved(texts):
            workplaces = _workplaces(texts)
            if all(root in self._complete for root in workplaces):
                return None
            return self._view(texts, workplaces, whole=False)

    def view(self, texts: Texts) -> View:
        with unsaved(texts):
            workplaces = _workplaces(texts)
            self._complete |= workplaces.keys()
            return self._view(texts, workplaces, whole=True)

    def _view(self, texts: Texts, workplaces: Mapping[Path, Workplace], *, whole: bool) -> View:
        sight = _Sight({path: [] for path in texts})
        for root, around in workplaces.items():
            project = around.project
            kinds = {path: kind_in(path, project) for path in texts}
            mine = [path for path, kind in kinds.items() if kind not in {None, "project"}]
            settings = [path for path, kind in kinds.items() if kind == "project"]
            for path in settings:
                sight.findings[path] += project_findings(read_document(path))
            failures = [around.failure] if around.failure and not settings else []
            files = _files(project, mine, failures) if whole else {path: path for path in mine}
            checked = {path: self._checked(path, around, texts) for path in files.values()}
            for path in mine:
                sight.findings.update({real(used): [] for used in checked[files[path]].facts.files})
            each = list(checked.values())
            report = (
                report_of(list(checked), each, root, around.selection)
                if whole
                else Report.of(checked, (finding for one in each for finding in one.findings))
            )
            for finding in report.findings:
                sight.findings.get(real(finding.path), []).append(finding)
            sight.failures += failures
        return View(texts, {path: tuple(found) for path, found in sight.findings.items()}, tuple(sight.failures))

    def _checked(self, path: Path, around: Workplace, texts: Texts) -> FileResult:
        known = self._known.get(path)
        if known is not None and known.fits(around.selection, texts):
            return known.checked
        before = _stamp(path, texts)
        checked = lint_document(read_document(path), around.project.root, around.selection)
        # What a reference that leads nowhere would read is not known, so its file is looked at every time.
        certain = not any(finding.code.startswith("R") for finding in checked.findings)
        if certain and checked.facts.kind != "knowledge":  # nor is which documents there are
            stamps = {path: before, **{used: _stamp(used, texts) for used in checked.facts.files}}
            self._known[path] = _Known(checked, around.selection, stamps)
        else:
            self._known.pop(path, None)
        return checked


def _workplaces(paths: Iterable[Path]) -> dict[Path, Workplace]:
    """The projects that `paths` lie in, by root."""
    found = {path.parent: workplace(path.parent) for path in sorted(paths)}
    return {one.project.root: one for one in found.values() if one.exists}


def _files(project: Project, opened: Iterable[Path], failures: list[str]) -> dict[Path, Path]:
    """The files of `project`, those that are only `opened` too, by real path."""
    folders = [project.personas, *(project.root / folder for folder in FOLDERS.values())]
    try:
        found = {real(path): path for folder in folders if folder.is_dir() for path in walk(folder)}
    except PersonactlError as error:
        failures.append(f"{error.message} ({error.where})")
        found = {}
    return {**{path: path for path in opened}, **found}


def _stamp(path: Path, texts: Texts) -> _Stamp:
    """What changes when the content does."""
    text = texts.get(real(path))
    if text is not None:
        return text
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size
