"""What rules find: a place in a file, what is wrong there, and perhaps an edit that corrects it.

A rule gives a `RuleFinding`. The run adds the severity that the project sets and the source line: a `Finding`.
"""

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from personactl.document.node import Span


class Severity(StrEnum):
    """How bad a finding is. Errors and warnings fail a run; infos never do."""

    error = "error"
    warning = "warning"
    info = "info"


class Edit(NamedTuple):
    """A replacement of source text in one file.

    path: the file to edit.
    span: the source to replace; an empty span is an insertion point.
    text: the new source.
    """

    path: Path
    span: Span
    text: str


class Fix(NamedTuple):
    """Edits that are applied together or not at all.

    safe: whether the edits keep the meaning that the author clearly intended.
    title: an imperative for a menu, without a full stop, such as `Replace avatarID with avatarId`.
    """

    edits: tuple[Edit, ...]
    safe: bool
    title: str


class RuleFinding(NamedTuple):
    """A finding as a rule reports it.

    code: the code of the rule.
    message: one line on what is wrong.
    hint: one line on what to do about it.
    path: the file that `span` counts in.
    span: the place of the finding.
    fix: the correction, or None if there is no exact one.
    """

    code: str
    message: str
    hint: str
    path: Path
    span: Span
    fix: Fix | None = None


class Finding(NamedTuple):
    """A finding as a report shows it.

    Message, hint and source may quote the file, control characters included; a report makes them printable.

    path: the file that `span` counts in.
    span: the place of the finding.
    code: the code of the rule.
    severity: the severity under the project's settings.
    message: one line on what is wrong.
    hint: one line on what to do about it.
    source: the line in which `span` starts, without its line end; empty if there is no such line. Of a very long line
        it is the part around the start.
    fix: the correction, or None if there is no exact one.
    skipped: the number of characters of the line before `source`.
    """

    path: Path
    span: Span
    code: str
    severity: Severity
    message: str
    hint: str
    source: str
    fix: Fix | None = None
    skipped: int = 0
