"""New projects, schemas and rules, called from Python."""

from pathlib import Path

import pytest

from personactl.commands.context import Context
from personactl.commands.project.json_schemas import SCHEMA_KINDS, SchemaKind, json_schema
from personactl.commands.project.new_project import ProjectOptions, make_project
from personactl.commands.rules import find_rules
from personactl.commands.validate import ValidateRequest, check_files
from personactl.errors import UsageError


def test_a_new_project_has_no_findings(context: Context) -> None:
    made = make_project(context.environment.cwd, ProjectOptions())
    assert all(path.exists() for path in made.files)
    assert (context.environment.cwd / ".github/workflows/personas.yml").exists()
    assert check_files(ValidateRequest(), context).passed


def test_an_existing_file_stops_all_others(tmp_path: Path) -> None:
    (tmp_path / "personactl.yaml").write_text("lint: {}\n")
    with pytest.raises(UsageError):
        make_project(tmp_path, ProjectOptions(ci="none", pre_commit=False))
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["personactl.yaml"]


@pytest.mark.parametrize("kind", SCHEMA_KINDS)
def test_every_kind_of_file_has_a_schema(kind: SchemaKind) -> None:
    assert str(json_schema(kind)["$schema"]).endswith("2020-12/schema")


def test_rules_are_found_by_code_name_and_beginning() -> None:
    (rule,) = find_rules("S101")
    assert find_rules(rule.name) == [rule]
    assert rule in find_rules("s1")
    assert {rule.code for rule in find_rules(None)} == {rule.code for rule in find_rules("all")}


@pytest.mark.parametrize("text", ["", "X9999"])
def test_an_unknown_rule_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="there is no rule"):
        find_rules(text)
