"""A baseline holds the known findings of a project, so that only new ones are reported.

Findings about unreadable files never go into a baseline, because nothing else in such a file is checked.
"""

import json
import os
from pathlib import Path
from typing import Final

import msgspec

from personactl.errors import UsageError
from personactl.files.command_line_files import read_named
from personactl.files.repository import real_path
from personactl.json_value import JsonObject, JsonValue
from personactl.lint.finding import Finding
from personactl.lint.finding_fingerprints import fingerprints
from personactl.lint.lint_report import Report
from personactl.lint.rules.yaml_file import READING_RULES

_VERSION: Final = 1
_NEVER: Final = frozenset(rule.code for rule in READING_RULES)
_HINT: Final = "write a new baseline with --write-baseline"


class Baseline(msgspec.Struct, frozen=True):
    """The fingerprints of known findings.

    folder: the folder of the baseline file; paths are relative to it.
    known: the fingerprints.
    """

    folder: Path
    known: frozenset[str]

    def without_known(self, report: Report) -> Report:
        """Return a report with only the new findings."""
        marks = _marks(report, self.folder)
        new = (finding for finding, mark in marks if finding.code in _NEVER or mark not in self.known)
        return Report.of(report.files, new)

    def gone(self, report: Report) -> int:
        """Return how many known findings are no longer in `report`, which covers the whole project."""
        return len(self.known - {mark for _, mark in _marks(report, self.folder)})


def baseline_json(report: Report, folder: Path) -> JsonObject:
    """Return the findings sorted by path and fingerprint, so that branches merge well. File names that are not UTF-8
    are escaped.
    """
    rows = sorted(
        (_relative(finding.path, folder).encode("utf-8", "backslashreplace").decode(), mark, finding.code)
        for finding, mark in _marks(report, folder)
        if finding.code not in _NEVER
    )
    findings: list[JsonValue] = [{"path": path, "code": code, "fingerprint": mark} for path, mark, code in rows]
    return {"version": _VERSION, "findings": findings}


def read_baseline(path: Path) -> Baseline:
    """Read a baseline. Raises `UsageError` if the file is missing or invalid."""
    try:
        data = json.loads(read_named(path))
    except OSError as error:
        message = f"the baseline cannot be read: {error.strerror}"
        raise UsageError(message, where=str(path), hint="create it with --write-baseline") from error
    except (ValueError, RecursionError) as error:
        raise UsageError("the baseline is not valid JSON", where=str(path), hint=_HINT) from error
    match data:
        case {"version": version, "findings": list(findings)} if version == _VERSION:
            return Baseline(path.parent, frozenset(_mark(finding, path) for finding in findings))
        case _:
            raise UsageError("the file is not a baseline, or has another version", where=str(path), hint=_HINT)


def _mark(finding: object, path: Path) -> str:
    match finding:
        case {"fingerprint": str(mark)}:
            return mark
        case _:
            raise UsageError("the baseline has an invalid entry", where=str(path), hint=_HINT)


def _marks(report: Report, folder: Path) -> list[tuple[Finding, str]]:
    from_folder = (finding._replace(path=Path(_relative(finding.path, folder))) for finding in report.findings)
    return list(zip(report.findings, fingerprints(from_folder), strict=True))


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(real_path(path), real_path(folder))).as_posix()
