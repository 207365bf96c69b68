"""SARIF, validated with its schema, and checked for what the schema cannot express."""

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from personactl.document.node import Place, Span
from personactl.lint.finding import Finding, Severity
from personactl.lint.lint_report import Report
from personactl.lint.rule_registry import RULES
from personactl.report.findings.findings_sarif import findings_sarif
from tests.report.findings.findings_sample import SAMPLE

_SCHEMA = Path(__file__).parents[2] / "cases" / "findings" / "sarif-schema-2.1.0.json"


class _Read(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)


class _Region(_Read):
    start_line: int
    start_column: int
    end_line: int
    end_column: int


class _Artifact(_Read):
    uri: str
    uri_base_id: str | None = None


class _Place(_Read):
    artifact_location: _Artifact
    region: _Region


class _Location(_Read):
    physical_location: _Place


class _Result(_Read):
    rule_id: str
    rule_index: int
    level: str
    locations: list[_Location]
    partial_fingerprints: dict[str, str]


def _results(report: Report) -> list[_Result]:
    (run,) = json.loads(json.dumps(findings_sarif(report)))["runs"]
    return [_Result.model_validate(result) for result in run["results"]]


def _one(path: Path) -> Report:
    span = Span(Place(1, 1), Place(1, 5))
    return Report.of([path], [Finding(path, span, "S101", Severity.warning, "message \ud800", "", "name: x")])


@pytest.mark.parametrize("report", [SAMPLE, Report.of([], []), _one(Path("a\udcff.yaml"))])
def test_a_log_is_valid(report: Report) -> None:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    errors = Draft4Validator(schema).iter_errors(findings_sarif(report))
    assert [f"{list(error.path)}: {error.message}" for error in errors] == []


def test_the_schema_rejects_an_invalid_log() -> None:
    log = findings_sarif(SAMPLE)
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    assert not Draft4Validator(schema).is_valid({**log, "version": "2.0.0"})
    assert not Draft4Validator(schema).is_valid({**log, "runs": [{"results": []}]})


def test_every_rule_comes_with_its_documentation_and_results_point_at_theirs() -> None:
    (run,) = json.loads(json.dumps(findings_sarif(SAMPLE)))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    assert all(RULES[rule["id"]].summary in rule["shortDescription"]["text"] for rule in rules)
    assert [rules[result.rule_index]["id"] for result in _results(SAMPLE)] == [f.code for f in SAMPLE.findings]


def test_regions_are_the_spans_with_their_exclusive_ends() -> None:
    for finding, result in zip(SAMPLE.findings, _results(SAMPLE), strict=True):
        region = result.locations[0].physical_location.region
        assert finding.span == Span(
            Place(region.start_line, region.start_column), Place(region.end_line, region.end_column)
        )


@pytest.mark.parametrize("name", ["personas/50% #1?.yaml", "personas/日本.yaml", "a:b.yaml", "../up.yaml"])
def test_a_relative_path_is_a_reference_below_the_checkout(name: str) -> None:
    (result,) = _results(_one(Path(name)))
    artifact = result.locations[0].physical_location.artifact_location
    assert artifact.uri_base_id == "%SRCROOT%"
    assert unquote(artifact.uri) == name
    assert not set(artifact.uri) & set(" #?:")


def test_an_absolute_path_is_a_file_uri() -> None:
    path = Path("/srv/a b/日本.yaml")
    (result,) = _results(_one(path))
    artifact = result.locations[0].physical_location.artifact_location
    assert (artifact.uri, artifact.uri_base_id) == (path.as_uri(), None)


def test_a_severity_of_the_settings_wins_over_that_of_the_rule() -> None:
    (result,) = _results(_one(Path("a.yaml")))
    assert result.level == "warning"
