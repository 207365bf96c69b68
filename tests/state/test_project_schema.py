"""An editor that uses the schema of `personactl.yaml` reports the same mistakes as a run."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from personactl.document.file_reader import read_document
from personactl.document.node import to_json
from personactl.errors import UsageError
from personactl.lint.finding import Severity
from personactl.lint.rule_settings import selection_of
from personactl.persona.schema.field_shapes import Choice, MapOf
from personactl.state.project_file import read_project_settings
from personactl.state.project_schema import DESCRIPTIONS, LINT, PROJECT, project_schema
from tests.persona.test_descriptions import paths

_SCHEMA = Draft202012Validator(project_schema())

_GOOD = [
    "# nothing but a comment\n",
    "personas: agents/live\nprofile: staging\n",
    "personas: ..agents\n",
    "profile: local\n",
    "profiles: {staging: {}, eu-2.test: {apiUrl: 'http://127.0.0.1:8080/prefix', keyEnv: ANAM_API_KEY_STAGING}}\n",
    "profiles: {staging: {apiUrl: 'HTTPS://api.example.org'}}\n",
    "lint: {select: P, ignore: [S105, unknown-key]}\n",
    "lint: {select: [], perFile: {'personas/old/**': [all], '*.yml': S1}, severity: {S105: info, S1: warning}}\n",
    "lint: {promptTokens: 4000, greetingWords: 30}\n",
    "lint: {}\n",
    "push: {}\n",
    "push: {maxDelete: 0, concurrency: 64}\n",
    "push: {onDrift: leave}\n",
    "push: {onDrift: 'refuse'}\n",
]
_BAD = [
    "- personas\n",
    "persona: agents\n",
    "personas: ''\n",
    "personas: /agents\n",
    "personas: ../agents\n",
    "personas: agents/../../other\n",
    "personas: [agents]\n",
    "profile:\n",
    "profiles: staging\n",
    "profiles: {staging: {}, local: {}}\n",
    "profiles: {env: {}}\n",
    "profiles: {'a name': {}}\n",
    "profiles: {staging: {apiURL: https://api.example.org}}\n",
    "profiles: {staging: {apiUrl: api.example.org}}\n",
    "profiles: {staging: {apiUrl: 'https://user:word@api.example.org'}}\n",
    "profiles: {staging: {apiUrl: 'https://api.example.org?x=1'}}\n",
    "profiles: {staging: {keyEnv: 'ANAM API KEY'}}\n",
    "lint: []\n",
    "lint: {selects: P}\n",
    "lint: {select: ''}\n",
    "lint: {select: [1]}\n",
    "lint: {ignore: {P: true}}\n",
    "lint: {perFile: [S105]}\n",
    "lint: {severity: {S105: high}}\n",
    "lint: {severity: {S105: }}\n",
    "lint: {promptTokens: 0}\n",
    "lint: {promptTokens: many}\n",
    "lint: {greetingWords: 1.5}\n",
    "lint: {greetingWords: true}\n",
    "push: {maxDelete: -1}\n",
    "push: {concurrency: 0}\n",
    "push: {concurrency: 65}\n",
    "push: {concurrency: '4'}\n",
    "push: {prune: true}\n",
    "push: {onDrift: theirs}\n",
    "push: {onDrift: true}\n",
    "push: {onDrift: }\n",
    "push: {onDrift: [ours]}\n",
]


@pytest.mark.parametrize("text", _GOOD)
def test_a_good_file_is_good_to_both(text: str, tmp_path: Path) -> None:
    path = _written(tmp_path, text)
    _read(path)
    assert _errors(path) == []


@pytest.mark.parametrize("text", _BAD)
def test_a_bad_file_is_bad_to_both(text: str, tmp_path: Path) -> None:
    path = _written(tmp_path, text)
    with pytest.raises(UsageError):
        _read(path)
    assert _errors(path)


def test_it_is_a_schema_in_which_every_key_is_described() -> None:
    Draft202012Validator.check_schema(project_schema())
    assert set(paths(PROJECT)) == set(DESCRIPTIONS)


def test_the_levels_are_those_of_the_linter() -> None:
    levels = LINT.fields["severity"].shape
    assert levels == MapOf(Choice(tuple(Severity)))


def _written(folder: Path, text: str) -> Path:
    path = folder / "personactl.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _read(path: Path) -> None:
    selection_of(read_project_settings(path).lint, path.parent)


def _errors(path: Path) -> list[str]:
    root = read_document(path).root
    return [error.message for error in _SCHEMA.iter_errors(None if root is None else to_json(root))]
