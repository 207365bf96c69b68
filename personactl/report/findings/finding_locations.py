"""How formats name the location of a finding: the path of its file, and inclusive ends of its span.

A path may hold anything but NUL. Bytes that are not UTF-8 are kept by Python as lone surrogates.
"""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote

from personactl.document.node import Span
from personactl.lint.finding import Finding
from personactl.lint.lint_report import Report
from personactl.report.text.printable import encodable, visible


def display_path(path: Path) -> str:
    """Return the path for people: on one line, with control and invisible characters as escapes."""
    return visible(str(path))


def posix_path(path: Path) -> str:
    """Return the path with slashes, as CI systems look it up; what UTF-8 cannot encode becomes an escape."""
    return encodable(path.as_posix())


def path_uri(path: Path) -> str:
    """Return a relative reference for a relative path, a `file:` URI for an absolute one."""
    reference = quote(_bytes(path.as_posix()), safe="/")
    return f"file://{reference}" if path.is_absolute() else reference


def relative_to_checkout(report: Report, cwd: Path, top: Path) -> Report:
    """Return `report` with paths relative to the top of the checkout, as CI systems look them up.

    A path outside the checkout becomes absolute.

    cwd: the absolute folder to which the report's relative paths refer.
    top: the absolute top folder of the checkout.
    """
    from_top = cache(lambda path: _from_top(path, cwd, top))
    return Report.of(map(from_top, report.files), (_moved(finding, from_top) for finding in report.findings))


def _moved(finding: Finding, renamed: Callable[[Path], Path]) -> Finding:
    fix = finding.fix
    if fix is not None:
        fix = fix._replace(edits=tuple(edit._replace(path=renamed(edit.path)) for edit in fix.edits))
    return finding._replace(path=renamed(finding.path), fix=fix)


def last_line(span: Span) -> int:
    """Return the last line that holds a part of the span, or its first line if it is empty."""
    end = span.end
    return max(span.start.line, end.line - 1 if end.column == 1 else end.line)


def last_column(span: Span) -> int | None:
    """Return the last column of a span on one line, or None if it covers several lines."""
    if span.end.line != span.start.line:
        return None
    return max(span.start.column, span.end.column - 1)


def _bytes(name: str) -> bytes:
    try:
        return os.fsencode(name)
    except UnicodeEncodeError:  # no file has such a name, but a name typed on the command line may
        return encodable(name).encode()


def _from_top(path: Path, cwd: Path, top: Path) -> Path:
    plain = Path(os.path.normpath(cwd / path))
    return plain.relative_to(top) if plain.is_relative_to(top) else plain
