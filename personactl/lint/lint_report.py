"""The answer of a lint run, as a value: what was looked at and what was found, both sorted."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from personactl.lint.finding import Finding, Severity


class Report(msgspec.Struct, frozen=True):
    """`files` by path, those without findings too; `findings` by path, then place, then code, each once."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, files: Iterable[Path], findings: Iterable[Finding]) -> "Report":
        """What several files share, a base or a prompt, says the same through each of them, and is heard once."""
        once = {(finding.path, finding.span, finding.code, finding.message): finding for finding in findings}
        return cls(
            tuple(sorted(files, key=_by_path)),
            tuple(sorted(once.values(), key=lambda finding: (*_by_path(finding.path), *_by_place(finding)))),
        )

    @classmethod
    def merged(cls, reports: Iterable["Report"]) -> "Report":
        """One report of several runs, as over the files of several projects."""
        reports = tuple(reports)
        return cls.of(
            (path for report in reports for path in report.files),
            (finding for report in reports for finding in report.findings),
        )

    def how_many(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def passed(self) -> bool:
        """Whether there is neither an error nor a warning."""
        return all(finding.severity is Severity.info for finding in self.findings)


def _by_path(path: Path) -> tuple[tuple[str, ...]]:
    return (path.parts,)


def _by_place(finding: Finding) -> tuple[int, int, str, str]:
    return (finding.span.start.line, finding.span.start.column, finding.code, finding.message)
