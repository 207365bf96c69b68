"""Reading a persona file: the scopes of fields, the order of layers, and errors."""

from pathlib import Path

import pytest

from personactl.errors import UsageError
from personactl.persona.read.persona_file import Persona, read_persona

_AVATAR = "30fa96d0-26c4-4e55-94a0-517025942e18"
_VOICE = "6bfbe25a-979d-40f3-a92b-5394170af54b"
_CORE = f"name: Cara\navatarId: {_AVATAR}\nvoiceId: {_VOICE}\n"


def _write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def _read(folder: Path, text: str, profile: str | None = None) -> Persona:
    _write(folder, cara=text)
    return read_persona(folder / "cara.yaml", folder, profile)


def _refusal(folder: Path, text: str, profile: str | None = None) -> UsageError:
    with pytest.raises(UsageError) as caught:
        _read(folder, text, profile)
    return caught.value


def test_every_field_goes_into_the_requests_of_its_scope(tmp_path: Path) -> None:
    persona = _read(
        tmp_path,
        f"sessionOptions: {{videoQuality: auto}}\nmaxSessionLengthSeconds: 600\ndescription: front desk\n"
        f"widgetConfig: {{layout: inline}}\n{_CORE}initialMessage: null\n",
    )

    both = {"name": "Cara", "avatarId": _AVATAR, "voiceId": _VOICE, "initialMessage": None}
    assert persona.stored == {**both, "description": "front desk", "widgetConfig": {"layout": "inline"}}
    assert persona.config == {**both, "maxSessionLengthSeconds": 600}
    assert persona.session_options == {"videoQuality": "auto"}
    assert (persona.key, persona.name, persona.unresolved) == ("cara", "Cara", {})


def test_fields_have_the_order_of_the_field_table(tmp_path: Path) -> None:
    persona = _read(tmp_path, f"skipGreeting: true\nvoiceId: {_VOICE}\navatarId: {_AVATAR}\nname: Cara\n")

    assert list(persona.stored) == ["name", "avatarId", "voiceId", "skipGreeting"]


def test_names_stay_unresolved_and_are_not_sent(tmp_path: Path) -> None:
    persona = _read(tmp_path, "name: Cara\navatar: Cara\nvoice: Lucy\nllm: gpt-4.1-mini\n")

    assert persona.unresolved == {"avatarId": "Cara", "voiceId": "Lucy", "llmId": "gpt-4.1-mini"}
    assert persona.stored == persona.config == {"name": "Cara"}


@pytest.mark.parametrize("text", ["You are Cara.\nBe brief.\n", "\ufeffYou are Cara.\r\nBe brief.\r\n\r\n"])
def test_line_ends_and_byte_order_marks_do_not_change_a_prompt(tmp_path: Path, text: str) -> None:
    (tmp_path / "cara.md").write_bytes(text.encode())

    persona = _read(tmp_path, _CORE + "systemPromptFile: cara.md\n")
    assert persona.stored["systemPrompt"] == persona.config["systemPrompt"] == "You are Cara.\nBe brief."
    assert "systemPromptFile" not in persona.stored


def test_a_file_is_merged_over_its_bases_key_by_key(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "prompt.md").write_text("Shared.", encoding="utf-8")
    _write(tmp_path / "parts", _root="toolIds: [2d96e0ff-6667-4d7d-a908-f5e4d6ee0bcd]\nskipGreeting: true\n")
    _write(
        tmp_path / "parts",
        _base=f"extends: _root.yaml\navatarId: {_AVATAR}\nvoice: Lucy\nsystemPromptFile: prompt.md\n"
        "voiceDetectionOptions: {endOfSpeechSensitivity: 0.2, speechEnhancementLevel: 1}\n",
    )

    persona = _read(
        tmp_path,
        f"extends: parts/_base.yaml\nname: Cara\nvoiceId: {_VOICE}\ntoolIds: []\n"
        "voiceDetectionOptions: {endOfSpeechSensitivity: 0.9}\n",
    )
    assert persona.stored == {
        "name": "Cara",
        "avatarId": _AVATAR,
        "voiceId": _VOICE,
        "systemPrompt": "Shared.",
        "skipGreeting": True,
        "voiceDetectionOptions": {"endOfSpeechSensitivity": 0.9, "speechEnhancementLevel": 1},
        "toolIds": [],
    }
    assert persona.unresolved == {}, "an id takes the place of the name it lies over"


def test_a_profile_is_merged_over_all_files(tmp_path: Path) -> None:
    _write(tmp_path, _base="profiles: {staging: {skipGreeting: true, languageCode: fr}}\n")
    text = (
        f"extends: _base.yaml\n{_CORE}skipGreeting: false\nsystemPrompt: Long.\n"
        "directorNotes: {presetStyle: warm, expressivity: 0.5}\n"
        "profiles:\n  staging: {voice: Lucy, languageCode: de, directorNotes: {customStylePrompt: calm}}\n"
    )

    plain, staging = _read(tmp_path, text), _read(tmp_path, text, "staging")
    assert plain == _read(tmp_path, text, "unheard-of")
    assert (plain.stored["skipGreeting"], staging.stored["skipGreeting"]) == (False, True)
    assert (plain.unresolved, staging.unresolved) == ({}, {"voiceId": "Lucy"})
    assert staging.stored["languageCode"] == "de"
    assert staging.config["directorNotes"] == {"customStylePrompt": "calm", "expressivity": 0.5}


def test_a_profile_may_replace_a_prompt_file_by_a_prompt(tmp_path: Path) -> None:
    text = _CORE + "systemPromptFile: long.md\nprofiles: {staging: {systemPrompt: Short.}}\n"
    (tmp_path / "long.md").write_text("Long.", encoding="utf-8")

    assert _read(tmp_path, text).stored["systemPrompt"] == "Long."
    assert _read(tmp_path, text, "staging").stored["systemPrompt"] == "Short."


def test_the_first_problem_is_the_error(tmp_path: Path) -> None:
    error = _refusal(tmp_path, _CORE + "skipGreeting: yes\nnmae: x\n")

    assert error.message == "skipGreeting must be true or false, not text"
    assert error.where == f"{tmp_path / 'cara.yaml'}:4:15"
    assert error.hint == f"run 'personactl validate {tmp_path / 'cara.yaml'}' to see all problems of the file"


def test_the_error_for_invalid_yaml_names_its_position(tmp_path: Path) -> None:
    assert _refusal(tmp_path, "name: 'Cara").where == f"{tmp_path / 'cara.yaml'}:1:7"


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the file does not exist"):
        read_persona(tmp_path / "gone.yaml", tmp_path)


def test_a_part_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, _base=_CORE)

    with pytest.raises(UsageError, match="a part, which only other files use"):
        read_persona(tmp_path / "_base.yaml", tmp_path)


def test_the_error_for_unknown_knowledge_names_its_position(tmp_path: Path) -> None:
    _write(tmp_path, _base="skipGreeting: true\nknowledge: [store-faq]\n")

    error = _refusal(tmp_path, "extends: _base.yaml\n" + _CORE)
    assert error.message == "no file in knowledge/ defines 'store-faq'"
    assert error.where == f"{tmp_path / '_base.yaml'}:2:13"


def test_empty_lists_of_tools_and_knowledge_give_an_empty_list_of_ids(tmp_path: Path) -> None:
    assert _read(tmp_path, _CORE + "tools: []\nknowledge: []\n").stored["toolIds"] == []
    assert "toolIds" not in _read(tmp_path, _CORE).stored


def test_a_tool_that_no_file_defines_is_a_tool_of_the_platform(tmp_path: Path) -> None:
    persona = _read(tmp_path, f"{_CORE}toolIds: [{_AVATAR}]\ntools: [end_call, {{type: system, name: skip_turn}}]\n")

    assert persona.platform_tools == ("end_call", "skip_turn")
    assert persona.stored["toolIds"] == persona.config["toolIds"] == [_AVATAR]
    assert persona.as_resource().unresolved == {"toolIds": ("end_call", "skip_turn")}


def test_an_inline_tool_has_one_form_in_a_token_and_another_when_stored(tmp_path: Path) -> None:
    tool = "{type: server, subtype: webhook, name: book, description: Books a table., url: https://x.test, method: GET}"
    persona = _read(tmp_path, f"{_CORE}tools: [{tool}]\n")

    assert persona.config["tools"] == [
        {
            "type": "server",
            "subtype": "webhook",
            "name": "book",
            "description": "Books a table.",
            "url": "https://x.test",
            "method": "GET",
        }
    ]
    assert persona.config["toolIds"] == []
    assert persona.stored["toolIds"] == ["personactl:tool/cara.book"]
    (saved,) = persona.inline_tools
    assert str(saved.address) == "tool cara.book"
    assert saved.fields == {
        "name": "book",
        "description": "Books a table.",
        "type": "SERVER_WEBHOOK",
        "config": {"url": "https://x.test", "method": "GET"},
    }


def test_an_inline_tool_without_a_description_is_refused(tmp_path: Path) -> None:
    error = _refusal(tmp_path, f"{_CORE}tools:\n  - end_call\n  - {{type: client, name: wave}}\n")

    assert error.message == "the tool wave has no description, and the platform requires one"
    assert error.where == f"{tmp_path / 'cara.yaml'}:6:5"
