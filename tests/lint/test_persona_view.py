"""What a rule sees of a persona that is merged from several files."""

from pathlib import Path

import pytest

from personactl.document.file_reader import read_document
from personactl.document.node import Place
from personactl.lint.persona_view import PersonaView, persona_views
from personactl.lint.run import lint_files


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a project, which is the current folder, so that paths are short."""
    files = {
        "personas/parts/_base.yaml": "voice: Lucy\nsystemPromptFile: ../prompts/base.md\n"
        "voiceDetectionOptions: {endOfSpeechSensitivity: 0.5, speechEnhancementLevel: 0.1}\n",
        "personas/prompts/base.md": "You are\r\nCara.\r\n",
        "personas/cara.yaml": "extends: parts/_base.yaml\nname: Cara\navatar: Cara\n"
        "voiceDetectionOptions:\n  endOfSpeechSensitivity: 0.9\n"
        "profiles:\n  live:\n    systemPrompt: |\n      You are live.\n    directorNotes: {presetStyle: warm}\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    monkeypatch.chdir(tmp_path)
    return Path()


def _persona_views(root: Path, name: str = "personas/cara.yaml") -> list[PersonaView]:
    return list(persona_views(read_document(root / name), root, frozenset()))


def test_a_value_is_located_where_the_uppermost_layer_sets_it(root: Path) -> None:
    own, _ = _persona_views(root)

    def place(path: str) -> tuple[str, int] | None:
        located = own.located(path)
        return None if located is None else (str(located.path), located.span.start.line)

    assert place("voiceDetectionOptions.endOfSpeechSensitivity") == ("personas/cara.yaml", 5)
    assert place("voiceDetectionOptions.speechEnhancementLevel") == ("personas/parts/_base.yaml", 3)
    assert place("voice") == ("personas/parts/_base.yaml", 1)
    assert place("initialMessage") is None
    assert own.value("voiceDetectionOptions") == {"endOfSpeechSensitivity": 0.9, "speechEnhancementLevel": 0.1}


def test_the_prompt_is_read_beside_the_file_that_names_it(root: Path) -> None:
    prompt = _persona_views(root)[0].prompt

    assert prompt is not None
    assert (str(prompt.path), prompt.text) == ("personas/prompts/base.md", "You are\nCara.\n")
    assert prompt.span(8, 12).start == Place(2, 1)


def test_each_profile_is_a_view_that_overrides_exclusive_keys(root: Path) -> None:
    _, live = _persona_views(root)

    assert live.profile == "live"
    assert live.located("systemPromptFile") is None
    assert live.prompt is not None
    assert (live.prompt.text, live.prompt.span(0, 3).start) == ("You are live.\n", Place(9, 7))
    assert live.value("directorNotes.presetStyle") == "warm"


def test_a_value_that_may_come_from_a_base_is_not_missing(root: Path) -> None:
    (root / "personas/lost.yaml").write_text("extends: gone.yaml\nname: Lost\n", encoding="utf-8")

    assert [persona.complete for persona in _persona_views(root)] == [True, True]
    assert [persona.complete for persona in _persona_views(root, "personas/parts/_base.yaml")] == [False]
    assert [persona.complete for persona in _persona_views(root, "personas/lost.yaml")] == [False]


def test_a_file_that_is_not_a_mapping_has_no_view(root: Path) -> None:
    (root / "list.yaml").write_text("- a\n", encoding="utf-8")

    assert _persona_views(root, "list.yaml") == []


def test_what_a_shared_file_says_is_found_once_and_in_that_file(root: Path) -> None:
    (root / "personas/prompts/base.md").write_text("You are Cara. TODO: write more.\n", encoding="utf-8")
    (root / "personas/zoe.yaml").write_text("extends: parts/_base.yaml\nname: Zoe\navatar: Cara\n", encoding="utf-8")
    files = [root / "personas" / name for name in ("cara.yaml", "zoe.yaml", "parts/_base.yaml")]

    in_prompt = [finding for finding in lint_files(files, root).findings if finding.path.suffix == ".md"]

    assert in_prompt
    assert len({(finding.code, finding.span, finding.message) for finding in in_prompt}) == len(in_prompt)
    assert all(finding.source.startswith("You are Cara.") for finding in in_prompt)
    assert all(str(finding.path) == "personas/prompts/base.md" for finding in in_prompt)
