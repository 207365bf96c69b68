"""An editor that uses the schema and `personactl validate` agree about a file.

A schema sees one file alone, so the effects of a base, a prompt file or a profile are left to the linter. In files that
depend on others, the schema must not report anything that the linter accepts.
"""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from personactl.document.document import Document
from personactl.document.file_reader import read_document
from personactl.document.node import to_json
from personactl.document.parser import parse
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.schema.component_checks import component_problems
from personactl.persona.schema.component_fields import WHOLE_FILES
from personactl.persona.schema.field_shapes import Table, Tagged
from personactl.persona.schema.fields import FIELDS
from personactl.persona.schema.file_kind import FOLDERS, is_part, kind_of
from personactl.persona.schema.file_schemas import (
    knowledge_schema,
    llm_schema,
    part_schema,
    persona_schema,
    tool_schema,
)
from personactl.persona.schema.persona_checks import persona_problems
from personactl.persona.schema.schema_problems import CODES
from tests.conftest import ROOT
from tests.expected import CASES
from tests.lint.rule_cases import Case, rule_cases
from tests.persona.value_strategies import objects, values

_PERSONA = Draft202012Validator(persona_schema())
_PART = Draft202012Validator(part_schema())
_TOOL = Draft202012Validator(tool_schema())
_KNOWLEDGE = Draft202012Validator(knowledge_schema())
_LLM = Draft202012Validator(llm_schema())

_OTHER_FILES = ("R201", "R202", "R203", "R204", "R209")
_SHAPE_RULES = [code for code in CODES if code.startswith("S")]
_FILES = [*sorted((ROOT / "personas").glob("*.yaml")), *sorted((CASES / "persona").rglob("*.yaml"))]
_LINT_CASES = [
    case for code in _SHAPE_RULES for cases in [rule_cases(code)] for case in (*cases.failing, *cases.passing)
]


@pytest.mark.parametrize("validator", [_PERSONA, _PART, _TOOL, _KNOWLEDGE, _LLM])
def test_every_schema_is_valid(validator: Draft202012Validator) -> None:
    assert isinstance(validator.schema, dict)
    Draft202012Validator.check_schema(validator.schema)
    assert validator.schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert validator.schema["title"]


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_schema_and_linter_agree_on_a_file(path: Path) -> None:
    _agree(read_document(path), path.parent)


@pytest.mark.parametrize("case", _LINT_CASES, ids=lambda case: case.why)
def test_schema_and_linter_agree_on_the_cases_of_the_rules(case: Case, tmp_path: Path) -> None:
    path, *_ = case.write(tmp_path)
    _agree(read_document(path), tmp_path)


def test_the_corpus_has_valid_and_invalid_files() -> None:
    verdicts = [_PERSONA.is_valid(to_json(root)) for path in _FILES if (root := read_document(path).root) is not None]
    assert verdicts.count(True) > 8
    assert verdicts.count(False) > 15


_CORE: JsonObject = {"name": "Cara", "avatar": "Cara", "voice": "Lucy"}
_OWN = {name: field for name, field in FIELDS.items() if name not in {"extends", "profiles", "systemPromptFile"}}


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(st.sampled_from([{}, _CORE]), objects(Table(_OWN)), st.sampled_from(["cara.yaml", "_part.yaml"]))
def test_schema_and_linter_agree_on_any_persona_file(core: JsonObject, drawn: JsonObject, name: str) -> None:
    _agree(_document(Path(name), {**core, **drawn}), Path())


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(list(_OWN)), st.data())
def test_schema_and_linter_agree_on_every_key(name: str, data: st.DataObject) -> None:
    value = data.draw(values(_OWN[name].shape))
    _agree(_document(Path("cara.yaml"), {**_CORE, name: value}), Path())


@settings(deadline=None, max_examples=80)
@given(objects(Table(_OWN)), objects(Table(_OWN)), st.sampled_from(["_base.yaml", None, ""]))
def test_the_schema_accepts_every_file_that_the_linter_accepts(
    tmp_path_factory: pytest.TempPathFactory, own: JsonObject, profile: JsonObject, base: str | None
) -> None:
    root = tmp_path_factory.mktemp("project")
    (root / "_base.yaml").write_text(yaml.safe_dump({**_CORE, "sessionOptions": {"videoWidth": 720}}))
    layered: JsonObject = {**own, "profiles": {"staging": profile}, **({} if base is None else {"extends": base})}
    document = _document(root / "cara.yaml", layered)
    if not list(persona_problems(document, root)):
        assert _errors(_PERSONA, document) == []


@pytest.mark.parametrize(("shape", "folder"), [(WHOLE_FILES[kind], str(folder)) for kind, folder in FOLDERS.items()])
@settings(deadline=None, max_examples=120)
@given(data=st.data())
def test_schema_and_linter_agree_on_components(shape: Table | Tagged, folder: str, data: st.DataObject) -> None:
    _agree(_document(Path(folder, "file.yaml"), data.draw(values(shape))), Path())


def test_a_refused_key_is_explained_and_not_among_the_keys_that_editors_propose() -> None:
    schema = persona_schema()
    assert isinstance(schema["properties"], dict)
    assert isinstance(schema["patternProperties"], dict)
    assert "brainType" not in schema["properties"]
    refused = {"not": {}, "description": "Write the same value as llmId.", "deprecated": True}
    assert schema["patternProperties"]["^brainType$"] == refused


def test_the_description_has_no_markdown() -> None:
    properties = persona_schema()["properties"]
    assert isinstance(properties, dict)
    voice = properties["voice"]
    assert isinstance(voice, dict)
    assert voice["description"] == "Name of the voice, as personactl voice list shows it. Replaces voiceId."


def _agree(document: Document, root: Path) -> None:
    assert document.problems == ()
    kind = kind_of(document.path, root)
    personal = _PART if is_part(document.path) else _PERSONA
    validator = {"persona": personal, "tool": _TOOL, "knowledge": _KNOWLEDGE, "llm": _LLM}[kind]
    problems = persona_problems(document, root) if kind == "persona" else component_problems(document, kind, root)
    found = [problem for problem in problems if problem.code not in _OTHER_FILES]
    errors = _errors(validator, document)
    value = None if document.root is None else to_json(document.root)
    if isinstance(value, dict) and value.keys() & {"extends", "profiles"} and not errors:
        return  # what several layers make together, the schema cannot see
    assert (errors == []) == (found == []), (errors, found)


def _errors(validator: Draft202012Validator, document: Document) -> list[str]:
    value = None if document.root is None else to_json(document.root)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def _document(path: Path, value: JsonValue) -> Document:
    return parse(yaml.safe_dump(value, allow_unicode=True), path)
