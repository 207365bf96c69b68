"""Findings named as CI systems look them up: from the top of the checkout, wherever the command ran.

A path that lies outside of the checkout is absolute.
"""

import os
from pathlib import Path

from msgspec.structs import replace

from personactl.lint.finding import Finding
from personactl.lint.lint_report import Report


def from_top(report: Report, cwd: Path, top: Path) -> Report:
    """`report`, whose relative paths count from `cwd`, with paths that count from `top`. Both are absolute."""
    known: dict[Path, Path] = {}

    def moved(path: Path) -> Path:
        if path not in known:
            known[path] = _from_top(path, cwd, top)
        return known[path]

    def finding_moved(finding: Finding) -> Finding:
        fix = finding.fix
        if fix is not None:
            fix = replace(fix, edits=tuple(replace(edit, path=moved(edit.path)) for edit in fix.edits))
        return replace(finding, path=moved(finding.path), fix=fix)

    return Report.of(map(moved, report.files), map(finding_moved, report.findings))


def _from_top(path: Path, cwd: Path, top: Path) -> Path:
    plain = Path(os.path.normpath(cwd / path))
    return plain.relative_to(top) if plain.is_relative_to(top) else plain
