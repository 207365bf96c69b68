"""`personactl schema` prints one schema and nothing else."""

import json

import pytest
from jsonschema import Draft202012Validator

from personactl.cli.project.schema import FileKind
from tests.conftest import Run


@pytest.mark.parametrize("kind", FileKind)
def test_there_is_a_schema_of_every_kind_of_file(kind: str, run: Run) -> None:
    shown = run("schema", kind)
    assert (shown.status, shown.stderr) == (0, "")
    Draft202012Validator.check_schema(json.loads(shown.stdout))


def test_without_a_kind_it_is_the_personas(run: Run) -> None:
    assert run("schema") == run("schema", "persona")
    assert run("schema").stdout != run("schema", "part").stdout


def test_a_kind_that_there_is_not_is_refused(run: Run) -> None:
    refused = run("schema", "avatar")
    assert (refused.status, refused.stdout) == (2, "")
    assert "avatar" in refused.stderr
