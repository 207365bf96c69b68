"""The code quality report, checked against what GitLab requires."""

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from personactl.lint.lint_report import Report
from personactl.report.findings.findings_gitlab import findings_gitlab
from tests.report.findings.findings_sample import SAMPLE


class _Demanded(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Lines(_Demanded):
    begin: int = Field(ge=1)
    end: int = Field(ge=1)


class _Location(_Demanded):
    path: str = Field(pattern=r"^[^/.]")
    lines: _Lines


class _Issue(_Demanded):
    type: Literal["issue"]
    description: str = Field(min_length=1)
    check_name: str = Field(min_length=1)
    fingerprint: str = Field(min_length=1)
    severity: Literal["info", "minor", "major", "critical", "blocker"]
    location: _Location


def _issues(report: Report) -> list[_Issue]:
    return TypeAdapter(list[_Issue]).validate_json(json.dumps(findings_gitlab(report)))


def test_every_finding_is_an_issue() -> None:
    issues = _issues(SAMPLE)
    assert [issue.location.path for issue in issues] == [finding.path.as_posix() for finding in SAMPLE.findings]
    assert all(issue.location.lines.begin <= issue.location.lines.end for issue in issues)


def test_no_two_issues_share_a_fingerprint() -> None:
    twice = Report(SAMPLE.files, (*SAMPLE.findings, *SAMPLE.findings))
    assert len({issue.fingerprint for issue in _issues(twice)}) == len(twice.findings)


def test_a_clean_report_is_an_empty_list() -> None:
    assert findings_gitlab(Report.of([Path("a.yaml")], [])) == []
