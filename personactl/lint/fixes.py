"""Apply the fixes of findings to the text of files. Nothing is written here.

Edits are applied by position and leave everything else unchanged, including line ends and byte order marks. Fixes that
touch each other wait for the next round; the rounds end when there is nothing left to fix. Each round is checked as if
it were written: a fix that adds errors, or makes a file unreadable, is not applied.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from personactl.document.file_reader import unsaved
from personactl.document.line_index import Lines
from personactl.document.node import Span
from personactl.document.parser import BYTE_ORDER_MARK
from personactl.errors import StorageError
from personactl.files.regular_file import read_regular
from personactl.files.repository import real_path
from personactl.lint.finding import Edit, Fix, Severity
from personactl.lint.lint_report import Report
from personactl.lint.rule_selection import Selection
from personactl.lint.rules.file_references import REFERENCE_RULES
from personactl.lint.rules.yaml_file import READING_RULES
from personactl.lint.run import FileResult, lint_document, report_of
from personactl.parallel import map_files, usable_cores
from personactl.persona.read.referenced_files import read_in_repository

if TYPE_CHECKING:
    from personactl.lint.target_catalogue import Catalogue

Contents: TypeAlias = Mapping[Path, str]
_MAX_ROUNDS: Final = 20
_MOST_ALONE: Final = 20
"""How many fixes are tried one by one, if together they add errors; more of them are tried in groups."""
_MOST_TRIES: Final = 40
_READING: Final = frozenset(rule.code for rule in READING_RULES)
_REFERENCES: Final = frozenset(rule.code for rule in REFERENCE_RULES)


class FileChange(msgspec.Struct, frozen=True):
    """The content of one file before and after the fixes.

    path: the path as the command names it.
    before: the text, with a byte order mark if the file has one.
    after: the new text.
    """

    path: Path
    before: str
    after: str


class FixResult(msgspec.Struct, frozen=True):
    """What the fixes changed and what remains.

    changes: the changed files by path.
    fixes: the number of applied fixes.
    report: the report after the changes.
    """

    changes: tuple[FileChange, ...]
    fixes: int
    report: Report


class Fixer(msgspec.Struct, frozen=True):
    """Applies the fixes of one project.

    files: the files to fix.
    root: the folder of the project.
    selection: the selected rules.
    unsafe: whether unsafe fixes are applied too.
    catalogue: the target's catalogue, for online rules.
    narrowed: limits a report to the findings that should be fixed.
    """

    files: Sequence[Path]
    root: Path
    selection: Selection
    unsafe: bool
    catalogue: "Catalogue | None" = None
    narrowed: Callable[[Report], Report] = lambda report: report

    def fixed(self) -> FixResult:
        """Return the fixed text of all files. Raises `StorageError` if a file becomes unreadable during the run."""
        before: dict[Path, str] = {}
        contents: dict[Path, str] = {}
        results = self._checked_by_all_cores()
        count, refused, complete = 0, frozenset[Fix](), True
        for _ in range(_MAX_ROUNDS):
            fixes = [fix for fix in self._fixes(results) if fix not in refused]
            unread = _snapshot(edit.path for fix in fixes for edit in fix.edits if edit.path not in before)
            if unread:  # the places of findings are only valid for the bytes that were checked
                before |= unread
                contents |= unread
                results |= self._checked(_users(results, unread), contents)
                continue
            selected = _without_overlaps(fixes)
            if not selected and complete:
                break
            if not selected:  # a fixed file may have become usable for others that do not depend on it yet
                results |= self._checked(self._perhaps_outdated(results), contents)
                complete = True
                continue
            applied, contents, checked = self._harmless(selected, contents, results)
            refused |= set(selected) - set(applied)
            results |= checked
            count, complete = count + len(applied), False
        changes = (FileChange(path, before[path], contents[path]) for path in sorted(before))
        return FixResult(
            tuple(change for change in changes if change.before != change.after), count, self._report(results)
        )

    def _fixes(self, results: Mapping[Path, FileResult]) -> list[Fix]:
        found = (finding.fix for finding in self.narrowed(self._report(results)).findings)
        return [fix for fix in found if fix is not None and fix.edits and (fix.safe or self.unsafe)]

    def _harmless(
        self, fixes: Sequence[Fix], contents: Mapping[Path, str], results: Mapping[Path, FileResult]
    ) -> tuple[list[Fix], dict[Path, str], dict[Path, FileResult]]:
        """Return all of `fixes`, or the ones that add no errors to those before them.

        Beside them are the texts with these fixes, and the results of the files that read a changed one.
        """
        after = _applied(fixes, contents)
        checked = self._unless_harmed(_users(results, _changed(after, contents)), after, results)
        if checked is not None:
            return list(fixes), after, checked
        applied = self._harmless_in_parts(fixes, contents, results)
        after = _applied(applied, contents)
        users = _readers(results)
        changed = {user for path in _changed(after, contents) for user in users.get(real_path(path), ())}
        return applied, after, self._checked(sorted(changed), after)

    def _harmless_in_parts(
        self, fixes: Sequence[Fix], contents: Mapping[Path, str], results: Mapping[Path, FileResult]
    ) -> list[Fix]:
        """Return the fixes that add no errors to those before them.

        Fixes are tried in groups, and a group that adds errors in halves. Each try checks whole files, so there is a
        limit; what is not tried is not applied.
        """
        applied: list[Fix] = []
        by_path: dict[Path, list[Fix]] = {}
        texts, known, readers = dict(contents), dict(results), _readers(results)
        size = len(fixes) if len(fixes) > _MOST_ALONE else 1
        waiting = [fixes[start : start + size] for start in reversed(range(0, len(fixes), size))]
        for _ in range(_MOST_TRIES):
            if not waiting:
                break
            group = waiting.pop()
            paths = {edit.path for fix in group for edit in fix.edits}
            together = dict.fromkeys([*(one for path in paths for one in by_path.get(path, ())), *group])
            edited = _applied(together, contents)
            after = {**texts, **{path: edited[path] for path in paths}}
            users = {user for path in paths for user in readers.get(real_path(path), ())}
            checked = self._unless_harmed(sorted(users), after, known)
            if checked is not None:
                applied += group
                texts, known = after, known | checked
                for fix in group:
                    for path in {edit.path for edit in fix.edits}:
                        by_path.setdefault(path, []).append(fix)
            elif len(group) > 1:
                middle = len(group) // 2
                waiting += [group[middle:], group[:middle]]
        return applied

    def _unless_harmed(
        self, users: Sequence[Path], after: Contents, results: Mapping[Path, FileResult]
    ) -> dict[Path, FileResult] | None:
        """Return the new results of `users`, which read a changed file; None if a change adds errors."""
        old, new = [results[path] for path in users], self._checked(users, after)
        harmed = _errors(new.values()) > _errors(old) or _unreadable(new.values()) > _unreadable(old)
        return None if harmed else new

    def _perhaps_outdated(self, results: Mapping[Path, FileResult]) -> list[Path]:
        """Return the files that could not read all that they name; what they would read then is unknown."""
        if not self.selection.codes.issuperset(rule.code for rule in REFERENCE_RULES):
            return list(self.files)
        return [path for path in self.files if not results[path].facts.whole or _has_broken_reference(results[path])]

    def _checked_by_all_cores(self) -> dict[Path, FileResult]:
        work = partial(_linted, root=self.root, selection=self.selection, catalogue=self.catalogue)
        return dict(zip(self.files, map_files(work, self.files, usable_cores()), strict=True))

    def _checked(self, files: Iterable[Path], contents: Contents) -> dict[Path, FileResult]:
        with unsaved(contents):
            return {path: _linted(path, self.root, self.selection, self.catalogue) for path in files}

    def _report(self, results: Mapping[Path, FileResult]) -> Report:
        return report_of(self.files, [results[path] for path in self.files], self.root, self.selection)


def _linted(path: Path, root: Path, selection: Selection, catalogue: "Catalogue | None") -> FileResult:
    return lint_document(read_in_repository(path, root), root, selection, catalogue)


def _has_broken_reference(result: FileResult) -> bool:
    return any(finding.code in _REFERENCES for finding in result.findings)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits that do not overlap to the text of their file."""
    lines = Lines(text)
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: edit.span.start):
        parts += [text[done : lines.offset(edit.span.start)], edit.text]
        done = lines.offset(edit.span.end)
    return "".join([*parts, text[done:]])


def _users(results: Mapping[Path, FileResult], changed: Iterable[Path]) -> list[Path]:
    """Return the files that read one of `changed`: the file itself, or files that use it as a base or prompt."""
    readers = _readers(results)
    return list(dict.fromkeys(user for path in changed for user in readers.get(real_path(path), ())))


def _readers(results: Mapping[Path, FileResult]) -> dict[str, list[Path]]:
    """Return by real path the files that read it."""
    real = cache(real_path)
    found: dict[str, list[Path]] = {}
    for path, one in results.items():
        for read in {real(read) for read in (path, *one.facts.files)}:
            found.setdefault(read, []).append(path)
    return found


def _changed(after: Contents, before: Contents) -> list[Path]:
    return [path for path, text in after.items() if before.get(path) != text]


def _errors(results: Iterable[FileResult]) -> int:
    return sum(finding.severity is Severity.error for one in results for finding in one.findings)


def _unreadable(results: Iterable[FileResult]) -> int:
    return sum(finding.code in _READING for one in results for finding in one.findings)


def _snapshot(paths: Iterable[Path]) -> dict[Path, str]:
    return {path: _read(path) for path in dict.fromkeys(paths)}


def _read(path: Path) -> str:
    try:
        return read_regular(path).data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        hint = "run the command again when no other program writes the file; nothing was changed"
        raise StorageError(f"{path.name} can no longer be read", where=str(path), hint=hint) from error


def _without_overlaps(fixes: Iterable[Fix]) -> list[Fix]:
    """Return the fixes that do not touch an earlier one, without duplicates."""
    selected: dict[Fix, None] = {}
    taken: dict[Path, list[Span]] = {}
    for fix in fixes:
        if fix not in selected and not any(_touches(edit.span, taken.get(edit.path, ())) for edit in fix.edits):
            selected[fix] = None
            for edit in fix.edits:
                insort(taken.setdefault(edit.path, []), edit.span)
    return list(selected)


def _touches(span: Span, taken: Sequence[Span]) -> bool:
    """Return whether a span overlaps one of `taken`, or starts where one does; these are in order without overlaps."""
    after = bisect_left(taken, span.start, key=lambda one: one.start)
    for one in taken[max(0, after - 1) : after + 1]:
        if one.start == span.start or (one.start < span.end and span.start < one.end):
            return True
    return False


def _applied(fixes: Iterable[Fix], contents: Contents) -> dict[Path, str]:
    edits: dict[Path, list[Edit]] = {}
    for fix in fixes:
        for edit in fix.edits:
            edits.setdefault(edit.path, []).append(edit)
    return {**contents, **{path: _edited(contents[path], those) for path, those in edits.items()}}


def _edited(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits to a text. Their spans do not count the byte order mark, which stays."""
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    return mark + apply_edits(text.removeprefix(mark), edits)
