"""A persona file can be read if and only if its check finds no problem."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.document.file_reader import read_document
from personactl.errors import UsageError
from personactl.json_value import JsonObject
from personactl.persona.read.persona_file import read_persona
from personactl.persona.schema.fields import FIELDS
from personactl.persona.schema.persona_checks import persona_problems

_ID = "30fa96d0-26c4-4e55-94a0-517025942e18"
_VALUES: dict[str, st.SearchStrategy[object]] = {
    "name": st.sampled_from(["Cara", "Zoë", ""]),
    "avatarId": st.just(_ID),
    "avatar": st.just("Cara"),
    "voiceId": st.just(_ID),
    "voice": st.just("Lucy"),
    "llmId": st.sampled_from([_ID, "CUSTOMER_CLIENT_V1"]),
    "systemPrompt": st.just("You are Cara."),
    "systemPromptFile": st.sampled_from(["prompt.md", "gone.md"]),
    "initialMessage": st.sampled_from([None, "Hello."]),
    "directorNotes": st.fixed_dictionaries(
        {}, optional={"presetStyle": st.just("warm"), "customStylePrompt": st.just("x")}
    ),
    "sessionOptions": st.fixed_dictionaries({}, optional={"videoWidth": st.just(1152), "videoHeight": st.just(768)}),
    "toolIds": st.lists(st.just(_ID), max_size=2),
}
_PERSONAS = st.fixed_dictionaries(
    {"name": st.just("Cara"), "avatarId": st.just(_ID), "voiceId": st.just(_ID)},
    optional={
        **{name: values for name, values in _VALUES.items() if name not in {"name", "avatarId", "voiceId"}},
        "profiles": st.fixed_dictionaries({"staging": st.fixed_dictionaries({}, optional=_VALUES)}),
    },
)
_PARTS = st.fixed_dictionaries({}, optional=_VALUES)


@settings(deadline=None)
@given(_PERSONAS, _PARTS, st.booleans(), st.sampled_from([None, "staging"]))
def test_a_file_can_be_read_if_and_only_if_it_passes_the_check(
    tmp_path_factory: pytest.TempPathFactory, own: JsonObject, part: JsonObject, extends: bool, profile: str | None
) -> None:
    folder = tmp_path_factory.mktemp("project")
    (folder / "prompt.md").write_text("You are Cara.", encoding="utf-8")
    (folder / "_part.yaml").write_text(yaml.safe_dump(part), encoding="utf-8")
    path = folder / "cara.yaml"
    path.write_text(yaml.safe_dump({**own, **({"extends": "_part.yaml"} if extends else {})}), encoding="utf-8")

    problems = list(persona_problems(read_document(path), folder))
    if problems:
        with pytest.raises(UsageError) as caught:
            read_persona(path, folder, profile)
        assert caught.value.message == problems[0].message
    else:
        _holds_only_its_own(path, folder, profile)


def _holds_only_its_own(path: Path, folder: Path, profile: str | None) -> None:
    persona = read_persona(path, folder, profile)

    assert {FIELDS[name].scope for name in persona.stored} <= {"stored", "both"}
    assert {FIELDS[name].scope for name in persona.config} <= {"session", "both"}
    for name in ("avatarId", "voiceId"):
        assert (name in persona.stored) != (name in persona.unresolved)
