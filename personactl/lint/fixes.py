"""Findings with fixes -> the text of the files once mended. Nothing is written here.

Edits go in by position and leave everything else as it is, line ends and byte order mark included. Fixes that touch
each other wait for the next round, and the rounds end when nothing is left to mend. Each round is checked as if it were
written: a fix after which there are more errors than before, or a file that no longer reads, is not made.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from personactl.document.file_reader import read_document, unsaved
from personactl.document.lines import Lines
from personactl.document.parser import BYTE_ORDER_MARK
from personactl.errors import StorageError
from personactl.lint.finding import Edit, Fix, Severity
from personactl.lint.lint_report import Report
from personactl.lint.rule_selection import Selection
from personactl.lint.rules.yaml_file import READING_RULES
from personactl.lint.run import Checked, lint_document, reported

if TYPE_CHECKING:
    from personactl.lint.target_catalogue import Catalogue

Contents: TypeAlias = Mapping[Path, str]
_MAX_ROUNDS: Final = 20
_READING: Final = frozenset(rule.code for rule in READING_RULES)


class Change(msgspec.Struct, frozen=True):
    """One file, as somebody who runs the command would name it, before and after; UTF-8, byte order mark included."""

    path: Path
    before: str
    after: str


class Fixed(msgspec.Struct, frozen=True):
    """`changes` by path; `fixes` were made; `report` is what remains once the changes are written."""

    changes: tuple[Change, ...]
    fixes: int
    report: Report


class Fixer(msgspec.Struct, frozen=True):
    """The files of one project at `root`. `narrowed` leaves of a report what is to be mended at all."""

    files: Sequence[Path]
    root: Path
    selection: Selection
    unsafe: bool
    catalogue: "Catalogue | None" = None
    narrowed: Callable[[Report], Report] = lambda report: report

    def fixed(self) -> Fixed:
        """Raises `StorageError` when a file that was read a moment ago cannot be read any more."""
        before: dict[Path, str] = {}
        contents: dict[Path, str] = {}
        checked = self._checked(self.files, {})
        made, refused, whole = 0, frozenset[Fix](), True
        for _ in range(_MAX_ROUNDS):
            fixes = [fix for fix in self._fixes(checked) if fix not in refused]
            fresh = _snapshot(edit.path for fix in fixes for edit in fix.edits if edit.path not in before)
            if fresh:  # places are only good for the very bytes that they were found in
                before |= fresh
                contents |= fresh
                checked |= self._checked(_users(checked, fresh), contents)
                continue
            chosen = _apart(fixes)
            if not chosen and whole:
                break
            if not chosen:  # a file may read one that it could not use before, and is not known to read it
                checked, whole = self._checked(self.files, contents), True
                continue
            kept = self._bearable(chosen, contents, checked)
            refused |= set(chosen) - set(kept)
            after = _applied(kept, contents)
            changed = [path for path in after if after[path] != contents[path]]
            contents = after
            checked |= self._checked(_users(checked, changed), contents)
            made, whole = made + len(kept), False
        changes = (Change(path, before[path], contents[path]) for path in sorted(before))
        return Fixed(tuple(change for change in changes if change.before != change.after), made, self._report(checked))

    def _fixes(self, checked: Mapping[Path, Checked]) -> list[Fix]:
        found = (finding.fix for finding in self.narrowed(self._report(checked)).findings)
        return [fix for fix in found if fix is not None and fix.edits and (fix.safe or self.unsafe)]

    def _bearable(
        self, fixes: Sequence[Fix], contents: Mapping[Path, str], checked: Mapping[Path, Checked]
    ) -> list[Fix]:
        """All of `fixes`, or those that do no harm one after the other."""
        if not self._harms(_applied(fixes, contents), contents, checked):
            return list(fixes)
        kept: list[Fix] = []
        for fix in fixes:
            if not self._harms(_applied([*kept, fix], contents), contents, checked):
                kept.append(fix)
        return kept

    def _harms(self, after: Mapping[Path, str], before: Mapping[Path, str], checked: Mapping[Path, Checked]) -> bool:
        changed = {path: data for path, data in after.items() if before.get(path) != data}
        users = _users(checked, changed)
        old = [checked[path] for path in users]
        new = self._checked(users, after).values()
        return _errors(new) > _errors(old) or _unreadable(new) > _unreadable(old)

    def _checked(self, files: Iterable[Path], contents: Contents) -> dict[Path, Checked]:
        with unsaved(contents):
            return {
                path: lint_document(read_document(path), self.root, self.selection, self.catalogue) for path in files
            }

    def _report(self, checked: Mapping[Path, Checked]) -> Report:
        return reported(self.files, [checked[path] for path in self.files], self.root, self.selection)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` with `edits`, which do not overlap and all are of its file."""
    lines = Lines(text)
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        start, end = lines.offset(edit.span.start), lines.offset(edit.span.end)
        text = text[:start] + edit.text + text[end:]
    return text


def _users(checked: Mapping[Path, Checked], changed: Iterable[Path]) -> list[Path]:
    """The files that read one of `changed`: it itself, or a base or prompt of theirs."""
    real = {os.path.realpath(path) for path in changed}
    return [
        path
        for path, one in checked.items()
        if any(os.path.realpath(read) in real for read in (path, *one.facts.files))
    ]


def _errors(checked: Iterable[Checked]) -> int:
    return sum(finding.severity is Severity.error for one in checked for finding in one.findings)


def _unreadable(checked: Iterable[Checked]) -> int:
    return sum(finding.code in _READING for one in checked for finding in one.findings)


def _snapshot(paths: Iterable[Path]) -> dict[Path, str]:
    return {path: _read(path) for path in dict.fromkeys(paths)}


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        hint = "run the command again when no other program writes the file; nothing was changed"
        raise StorageError(f"{path.name} can no longer be read", where=str(path), hint=hint) from error


def _apart(fixes: Iterable[Fix]) -> list[Fix]:
    """Those of `fixes` that do not touch one before them, each once."""
    chosen: dict[Fix, None] = {}
    taken: list[Edit] = []
    for fix in fixes:
        if fix not in chosen and not any(_touch(edit, other) for edit in fix.edits for other in taken):
            chosen[fix] = None
            taken += fix.edits
    return list(chosen)


def _touch(one: Edit, other: Edit) -> bool:
    if one.path != other.path:
        return False
    overlap = one.span.start < other.span.end and other.span.start < one.span.end
    return overlap or one.span.start == other.span.start


def _applied(fixes: Iterable[Fix], contents: Contents) -> dict[Path, str]:
    edits: dict[Path, list[Edit]] = {}
    for fix in fixes:
        for edit in fix.edits:
            edits.setdefault(edit.path, []).append(edit)
    return {**contents, **{path: _edited(contents[path], those) for path, those in edits.items()}}


def _edited(text: str, edits: Iterable[Edit]) -> str:
    """Spans count in the text without its byte order mark, which stays."""
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    return mark + apply_edits(text.removeprefix(mark), edits)
