"""How mistakes in the shape of a file are fixed, and which of them are left to people."""

from pathlib import Path

import pytest

from personactl.document.parser import parse
from personactl.lint.finding import Fix
from personactl.lint.rule_selection import Selection
from personactl.lint.run import lint_files
from personactl.persona.schema.schema_problems import CODES

_WHO = "name: Cara\navatar: Cara\nvoice: Lucy\n"
_AVATAR = "30fa96d0-26c4-4e55-94a0-517025942e18"
_VOICE = "6bfbe25a-979d-40f3-a92b-5394170af54b"


def _fix(text: str, folder: Path) -> tuple[str, Fix | None]:
    """Return the code of the only finding in `text`, and its fix."""
    path = folder / "cara.yaml"
    path.write_bytes(text.encode())
    [finding] = lint_files([path], folder, Selection(frozenset(CODES))).findings
    return finding.code, finding.fix


def _fixed(text: str, folder: Path) -> tuple[str, bool]:
    """Return the text after its fix, and whether the fix is safe."""
    _, fix = _fix(text, folder)
    assert fix is not None
    lines = parse(text, folder / "cara.yaml").lines
    for edit in sorted(fix.edits, key=lambda edit: edit.span.start, reverse=True):
        start, end = lines.offset(edit.span.start), lines.offset(edit.span.end)
        text = text[:start] + edit.text + text[end:]
    return text, fix.safe


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("avatarmodel: cara-4\n", "avatarModel: cara-4\n"),
        ("avatar_model: cara-4 # new\n", "avatarModel: cara-4 # new\n"),
        ("languagCode: en\n", "languageCode: en\n"),
        ("sessionOptions: {videoQualty: auto}\n", "sessionOptions: {videoQuality: auto}\n"),
        ("brainType: ANAM_GPT_4O_MINI_V1\n", "llmId: ANAM_GPT_4O_MINI_V1\n"),
        ("avatarModel: Cara-4\n", "avatarModel: cara-4\n"),
        ('skipGreeting: "true" # quiet\r\n', "skipGreeting: true # quiet\r\n"),
        ("skipGreeting: no\n", "skipGreeting: false\n"),
        (
            "voiceDetectionOptions: {endOfSpeechSensitivity: '0.5'}\n",
            "voiceDetectionOptions: {endOfSpeechSensitivity: 0.5}\n",
        ),
        ("description: 2024\n", 'description: "2024"\n'),
        ("languageCode: en-GB\n", "languageCode: en\n"),
        ("languageCode: PT_br\n", "languageCode: pt\n"),
        ("skipGreeting: true\nlanguageCode: inherit\n", "skipGreeting: true\n"),
        (f'llmId: " {_AVATAR}"\n', f"llmId: {_AVATAR}\n"),
        (f'toolIds:\n  - "{_AVATAR} "\n', f"toolIds:\n  - {_AVATAR}\n"),
        (
            "brain:\n    systemPrompt: |\n        You are Cara.\n\n        Be brief.\n",
            "systemPrompt: |\n        You are Cara.\n\n        Be brief.\n",
        ),
    ],
)
def test_a_fix_corrects_a_slip_and_nothing_else(before: str, after: str, tmp_path: Path) -> None:
    text, safe = _fixed(_WHO + before, tmp_path)

    assert text == _WHO + after
    assert safe
    path = tmp_path / "cara.yaml"
    path.write_bytes(text.encode())
    assert lint_files([path], tmp_path, Selection(frozenset(CODES))).findings == ()


def test_an_avatar_copied_from_an_answer_becomes_its_id(tmp_path: Path) -> None:
    before = f"name: Cara\navatar:\n  displayName: Cara\n  id: {_AVATAR}\nvoiceId: {_VOICE}\n"

    assert _fixed(before, tmp_path) == (f"name: Cara\navatarId:\n  {_AVATAR}\nvoiceId: {_VOICE}\n", True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("greeting: Hello.\n", "initialMessage: Hello.\n"),
        ("systemPromptText: You are Cara.\n", "systemPrompt: You are Cara.\n"),
        (
            "voiceDetectionOptions: {silenceBeforeSkipTurnSeconds: 901}\n",
            "voiceDetectionOptions: {silenceBeforeSkipTurnSeconds: 900}\n",
        ),
        (
            "voiceDetectionOptions: {silenceBeforeAutoEndTurnSeconds: 0}\n",
            "voiceDetectionOptions: {silenceBeforeAutoEndTurnSeconds: 0.5}\n",
        ),
        ("avatarModel: cara4\n", "avatarModel: cara-4\n"),
        ("tools: [{type: client, name: Ouvrir l'été}]\n", "tools: [{type: client, name: Ouvrir_l_ete}]\n"),
    ],
)
def test_a_guess_is_offered_and_not_safe(before: str, after: str, tmp_path: Path) -> None:
    assert _fixed(_WHO + before, tmp_path) == (_WHO + after, False)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("avatarModel: cara-4\navatarmodel: cara-3\n", id="the right key is there already"),
        pytest.param("fillerPhrases: [Hm]\n", id="a key that has no successor"),
        pytest.param("wholly: different\n", id="a key like no other"),
        pytest.param("brain: {systemPrompt: You are Cara., personality: warm}\n", id="two values for one key"),
        pytest.param("skipGreeting: maybe\n", id="neither yes nor no"),
        pytest.param("languageCode: english\n", id="a word for a language"),
        pytest.param("llmId: your-llm-id\n", id="no id at all"),
        pytest.param("voiceDetectionOptions: &x\n", id="nothing"),
    ],
)
def test_what_takes_a_decision_is_left_to_people(text: str, tmp_path: Path) -> None:
    assert _fix(_WHO + text, tmp_path)[1] is None
