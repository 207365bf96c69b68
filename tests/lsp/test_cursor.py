"""The element at the cursor, in texts that are not valid YAML yet."""

import pytest

from personactl.lsp.cursor import Cursor, cursor_at, ignored_rule_at
from personactl.lsp.key_positions import Key


def _at(text: str) -> Cursor | None:
    before, bar, after = text.partition("|")
    assert bar
    return cursor_at(before + after, len(before))


@pytest.mark.parametrize(
    ("text", "path", "typed"),
    [
        ("|", "", ""),
        ("avatarMo|", "", "avatarMo"),
        ("name: Cara\navatar|", "avatarCursor", "avatar"),
        ("name: Cara\navatar|\nvoice: Lucy\n", "avatarCursor", "avatar"),
        ("name: Cara\navatarMo|del: cara-4\n", "avatarCursor", "avatarModel"),
        ("voiceDetectionOptions:\n  |\n", "voiceDetectionOptions", ""),
        ("voiceDetectionOptions:\n  speechEnhancementLevel: 1\n  end|\n", "voiceDetectionOptions.x", "end"),
        ("voiceDetectionOptions: {end|}\n", "voiceDetectionOptions.x", "end"),
        ("tools:\n  - type: client\n    na|\n", "tools.x", "na"),
        ("profiles:\n  live:\n    voi|\n", "", "voi"),
        ("languageCode: |\nname: [broken\n", "languageCode", ""),
    ],
)
def test_the_element_is_found(text: str, path: str, typed: str) -> None:
    cursor = _at(text)
    assert cursor is not None
    above = cursor.element.path.rpartition(".")[0] if isinstance(cursor.element, Key) else cursor.element.path
    expected = path.rpartition(".")[0] if isinstance(cursor.element, Key) else path
    assert above == expected
    assert text.replace("|", "")[cursor.start : cursor.end] == typed


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("avatar: Cara de|\n", "Cara de"),
        ('avatar: "Cara de|"\n', "Cara de"),
        ("avatar: 'Zoë 日本 |'\n", "Zoë 日本 "),
        ("tools: [a, b|]\n", "b"),
    ],
)
def test_a_value_of_several_words_is_typed_as_one(text: str, typed: str) -> None:
    cursor = _at(text)
    assert cursor is not None
    assert text.replace("|", "", 1)[cursor.start : cursor.end] == typed


@pytest.mark.parametrize(
    "text",
    [
        "systemPrompt: >\n  You are Cara. |\n",
        "name: Cara # the front |\n",
        "name: Cara\n  and mo|\n",
        "# about |\nname: Cara\n",
    ],
)
def test_running_text_and_comments_have_no_element(text: str) -> None:
    assert _at(text) is None


@pytest.mark.parametrize(
    ("text", "typed"),
    [("x: 1  # personactl: ignore[P4|]", "P4"), ("<!-- personactl: ignore[P401, G|", "G"), ("# ignore[P4|]", None)],
)
def test_a_rule_in_an_ignore_comment_is_recognised(text: str, typed: str | None) -> None:
    before, _, after = text.partition("|")
    found = ignored_rule_at(before + after, len(before))
    assert (None if found is None else (before + after)[slice(*found)]) == typed
