"""The result of a lint run: the checked files and the findings, both sorted."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from personactl.files.repository import real_name
from personactl.lint.finding import Finding, Severity


class Report(NamedTuple):
    """The result of a lint run.

    files: all checked files by path.
    findings: by path, then place, then code, without duplicates.
    """

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, files: Iterable[Path], findings: Iterable[Finding]) -> "Report":
        """Sort files and findings. A shared base or prompt gives the same finding for each of its users; it is kept
        once.
        """
        once = {(finding.path, finding.span, finding.code, finding.message): finding for finding in findings}
        return cls(
            tuple(sorted(files, key=_by_path)),
            tuple(sorted(once.values(), key=lambda finding: (*_by_path(finding.path), *_by_place(finding)))),
        )

    @classmethod
    def merged(cls, reports: Iterable["Report"]) -> "Report":
        """Return one report of several runs, for example over the files of several projects."""
        reports = tuple(reports)
        return cls.of(
            (path for report in reports for path in report.files),
            (finding for report in reports for finding in report.findings),
        )

    def with_real_names(self, root: Path) -> "Report":
        """Return the report with the name of the real file for each path of the project at `root` that has links."""
        names = {path: real_name(path, root) for path in {finding.path for finding in self.findings}}
        if all(path == name for path, name in names.items()):
            return self
        return Report.of(self.files, (finding._replace(path=names[finding.path]) for finding in self.findings))

    def how_many(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def passed(self) -> bool:
        """Whether there are neither errors nor warnings."""
        return all(finding.severity is Severity.info for finding in self.findings)


def _by_path(path: Path) -> tuple[tuple[str, ...]]:
    return (path.parts,)


def _by_place(finding: Finding) -> tuple[int, int, str, str]:
    return (finding.span.start.line, finding.span.start.column, finding.code, finding.message)
