"""Runs a command and holds its JSON against the tables of `docs/json.md` and the schema."""

import json
from collections.abc import Callable
from typing import TypeAlias

import pytest
from jsonschema import Draft202012Validator

from personactl.cli.command_tree import command_line
from tests.conftest import Run
from tests.documentation.documents_schema import documents_schema
from tests.json_output.json_conventions import breaches
from tests.json_output.json_document import anchor, problems

Check: TypeAlias = Callable[..., None]


def _with_json() -> list[str]:
    """The paths of the commands that have `--format json`, in the order of the help."""
    found = []
    for name, command in command_line(["-"]).commands.items():
        inner = getattr(command, "commands", {"": command})
        for path, one in inner.items():
            shown = [option for option in one.params if "--format" in option.opts]
            if shown and "json" in str(shown[0].metavar or getattr(shown[0].type, "choices", "")):
                found.append(f"{name} {path}".strip())
    return found


SCHEMA = json.loads(documents_schema())
WITH_JSON = _with_json()
_WORDS = {word for path in WITH_JSON for word in path.split()}


def validator(section: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{section}", **SCHEMA})


@pytest.fixture
def check(run: Run) -> Check:
    """Run a command with `--format json` and check its document against `section`, by default its own."""

    def call(*arguments: str, section: str = "", status: int = 0) -> None:
        result = run(*arguments, "--format", "json")
        assert result.status == status, result.stderr
        words = [word for word in arguments[:2] if word in _WORDS]
        document = json.loads(result.stdout)
        name = section or anchor(f"personactl {' '.join(words)}")
        assert list(problems(document, name)) == []
        assert list(breaches(document)) == []
        assert list(validator(name).iter_errors(document)) == []

    return call
