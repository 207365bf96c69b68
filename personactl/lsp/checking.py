"""Open files to findings, round after round: what the editor holds stands for what lies on the disk.

A round looks at whole projects, because what one file uses and whether two personas share a name shows only there. A
file is checked again when it, or a file that it reads, is not what it was the last time.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from personactl.document.reading import read_document, unsaved
from personactl.errors import PersonactlError
from personactl.lint.finding import Finding
from personactl.lint.report import Report
from personactl.lint.running import Checked, lint_document, reported
from personactl.lint.selection import DEFAULT, Selection
from personactl.lint.settings import selection_of
from personactl.state.persona_files import SUFFIXES, walk
from personactl.state.project import Project, find_project
from personactl.state.project_settings import PROJECT_FILE

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
class _Workplace:
    project: Project
    selection: Selection
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """A file's last check, and what it was made from."""

    checked: Checked
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

    def _view(self, texts: Texts, workplaces: Mapping[Path, _Workplace], *, whole: bool) -> View:
        sight = _Sight({path: [] for path in texts})
        for root, workplace in workplaces.items():
            project = workplace.project
            mine = [path for path in texts if _is_persona(path, project)]
            failures = [workplace.failure] if workplace.failure else []
            files = _files(project, mine, failures) if whole else {path: path for path in mine}
            checked = {path: self._checked(path, workplace, texts) for path in files.values()}
            for path in mine:
                sight.findings.update({real(used): [] for used in checked[files[path]].facts.files})
            each = list(checked.values())
            report = (
                reported(list(checked), each, root, workplace.selection)
                if whole
                else Report.of(checked, (finding for one in each for finding in one.findings))
            )
            for finding in report.findings:
                sight.findings.get(real(finding.path), []).append(finding)
            sight.failures += failures
        return View(texts, {path: tuple(found) for path, found in sight.findings.items()}, tuple(sight.failures))

    def _checked(self, path: Path, workplace: _Workplace, texts: Texts) -> Checked:
        known = self._known.get(path)
        if known is not None and known.fits(workplace.selection, texts):
            return known.checked
        before = _stamp(path, texts)
        checked = lint_document(read_document(path), workplace.project.root, workplace.selection)
        # What a reference that leads nowhere would read is not known, so its file is looked at every time.
        if not any(finding.code.startswith("R") for finding in checked.findings):
            stamps = {path: before, **{used: _stamp(used, texts) for used in checked.facts.files}}
            self._known[path] = _Known(checked, workplace.selection, stamps)
        else:
            self._known.pop(path, None)
        return checked


def project_of(path: Path) -> Project | None:
    """The project in which the file at `path` is a persona; None where it is none, or the settings cannot be used."""
    project = _workplace(path.parent).project
    return project if _is_persona(path, project) else None


def _workplaces(paths: Iterable[Path]) -> dict[Path, _Workplace]:
    """The projects that `paths` lie in, by root; a folder without personas is none."""
    folders = {path.parent: _workplace(path.parent) for path in sorted(paths)}
    return {
        workplace.project.root: workplace
        for workplace in folders.values()
        if workplace.project.personas.is_dir() or workplace.failure
    }


def _workplace(folder: Path) -> _Workplace:
    try:
        project = find_project(folder)
        return _Workplace(project, selection_of(project.lint, project.root))
    except PersonactlError as error:
        root = next((above for above in (folder, *folder.parents) if os.path.lexists(above / PROJECT_FILE)), folder)
        return _Workplace(Project(root, root / "personas"), DEFAULT, f"{error.message} ({error.where})")


def _is_persona(path: Path, project: Project) -> bool:
    """Other YAML files are not looked at: an editor sends every one that it opens."""
    inside = path.is_relative_to(real(project.personas))
    return inside and path.suffix in SUFFIXES and path.name != PROJECT_FILE


def _files(project: Project, opened: Iterable[Path], failures: list[str]) -> dict[Path, Path]:
    """The persona files of `project`, those that are only `opened` too, by real path."""
    try:
        found = {real(path): path for path in walk(project.personas)} if project.personas.is_dir() else {}
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


def real(path: Path) -> Path:
    """One path for a file, whatever links lead to it."""
    return Path(os.path.realpath(path))
