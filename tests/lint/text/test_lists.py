"""A list becomes the sentence that a person would say."""

import pytest

from personactl.lint.text.lists import list_sentences


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        (None, "I can help you with the\n- lamps\n- bulbs\n", "I can help you with the lamps and bulbs.\n"),
        ("en", "We do:\n1. lamps,\n2. bulbs;\n3) repairs\nOr?\n", "We do: lamps, bulbs and repairs.\nOr?\n"),
        ("en", "Welcome!\n\n  • lamps\n  • bulbs", "Welcome! Lamps and bulbs."),
        ("en", "Hi!\n* We sell lamps.\n* We mend them\n\nOr?", "Hi! We sell lamps. We mend them.\n\nOr?"),
        ("en", "- lamps\n- bulbs\nand more.", "Lamps and bulbs\nand more."),
        ("de", "Ich helfe mit\n- Lampen\n- Birnen\n", "Ich helfe mit Lampen und Birnen.\n"),
        ("xx", "- a\n- b\n- c\n", "A, b, c.\n"),
        ("ja", "ご用件は\n- 照明\n- 電球\n", "ご用件は\n- 照明\n- 電球\n"),
        ("en", "No list - just a dash\n- alone\n", "No list - just a dash\n- alone\n"),
        ("en", "- a\n- b\nThen\n- c\n- d", "A and b.\nThen c and d."),
    ],
)  # fmt: skip
def test_a_list_becomes_a_sentence(language: str | None, text: str, said: str) -> None:
    for text_range in reversed(list(list_sentences(text, language))):
        text = text[: text_range.start] + str(text_range.replacement) + text[text_range.end :]

    assert text == said
