"""A file of a tool or an LLM can be read if and only if its check finds no problem."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.document.file_reader import read_document
from personactl.errors import UsageError
from personactl.json_value import JsonObject
from personactl.persona.project_resource import Resource
from personactl.persona.read.component_files import read_llm, read_tool
from personactl.persona.read.definitions import NO_DEFINITIONS
from personactl.persona.schema.component_checks import component_problems
from personactl.persona.schema.component_fields import COMPONENTS, all_optional
from personactl.persona.schema.field_shapes import Table, Tagged
from personactl.persona.schema.file_kind import ComponentKind
from tests.persona.value_strategies import values

_READERS: Final[dict[ComponentKind, Callable[[Path, Path, str | None], Resource]]] = {
    "tool": lambda path, root, profile: read_tool(path, root, profile, NO_DEFINITIONS),
    "llm": read_llm,
}
_URL = "https://shop.test/v1"
_WHOLE: Final[dict[ComponentKind, list[JsonObject]]] = {
    "tool": [
        {"type": "CLIENT", "name": "greet", "description": "Waves."},
        {"type": "SERVER_WEBHOOK", "name": "x", "description": "x", "config": {"url": _URL, "method": "GET"}},
        {},
    ],
    "llm": [
        {"displayName": "x", "llmFormat": "openai", "modelName": "x", "urls": [{"url": _URL}], "secret": {"env": "X"}},
        {},
    ],
}


def _parts(kind: ComponentKind) -> st.SearchStrategy[JsonObject]:
    shape: Table | Tagged = all_optional(COMPONENTS[kind])
    drawn = values(shape).filter(lambda value: isinstance(value, dict) and "knowledge" not in str(value))
    return st.builds(
        lambda whole, value: {**whole, **(value if isinstance(value, dict) else {})},
        st.sampled_from(_WHOLE[kind]),
        drawn | st.just({}),
    )


@pytest.mark.parametrize("kind", ["tool", "llm"])
@settings(deadline=None, max_examples=60)
@given(data=st.data(), extends=st.booleans(), profile=st.sampled_from([None, "staging"]))
def test_a_file_can_be_read_if_and_only_if_it_passes_the_check(
    tmp_path_factory: pytest.TempPathFactory,
    kind: ComponentKind,
    data: st.DataObject,
    extends: bool,
    profile: str | None,
) -> None:
    root = tmp_path_factory.mktemp("project")
    own, base, overlay = (data.draw(_parts(kind), label=label) for label in ("own", "base", "overlay"))
    part = {**base, "profiles": {"staging": data.draw(_parts(kind), label="overlay of the part")}}
    (root / "_part.yaml").write_text(yaml.safe_dump(part), encoding="utf-8")
    path = root / "file.yaml"
    layers = {"extends": "_part.yaml"} if extends else {}
    path.write_text(yaml.safe_dump({**own, **layers, "profiles": {"staging": overlay}}), encoding="utf-8")

    problems = list(component_problems(read_document(path), kind, root))
    if problems:
        with pytest.raises(UsageError) as caught:
            _READERS[kind](path, root, profile)
        assert caught.value.message == problems[0].message
    else:
        resource = _READERS[kind](path, root, profile)
        assert set(resource.fields) <= {name for table in _tables(COMPONENTS[kind]) for name in table.fields}


def _tables(shape: Table | Tagged) -> list[Table]:
    return [shape] if isinstance(shape, Table) else [one for table in shape.tables.values() for one in _tables(table)]
