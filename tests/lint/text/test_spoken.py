"""Good and bad greetings, and the text of the bad ones after their fixes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personactl.lint.text.emoji import emoji
from personactl.lint.text.language import spoken_words
from personactl.lint.text.markup import block_marks, inline_marks
from personactl.lint.text.orders import orders
from personactl.lint.text.placeholders import placeholders, slots
from personactl.lint.text.stage_directions import stage_directions
from personactl.lint.text.templates import braces, templates
from personactl.lint.text.text_range import TextRange, without_overlaps
from personactl.lint.text.written_forms import emails, iso_dates, long_numbers, urls

_ALL = (
    inline_marks, block_marks, emoji, urls, emails, iso_dates, long_numbers, stage_directions, orders, placeholders,
    slots, templates, braces,
)  # fmt: skip

_GOOD = (
    "Hi! I'm Cara -- your guide to Room 12 (the blue one).",
    "Welcome to the C++ club; we do C# too, and F#, at 5 * 3 = 15 euros.",
    "We're open 24/7, from 9:30 to 18:00, since 1998. Deal?",
    "You are talking to Max, your assistant. Never mind the noise, and keep your answers short.",
    "Your goal is to sleep better, right? Your job is to relax; mine is the rest.",
    "Bonjour ! Vous êtes bien chez Lumière & Fils. « Un instant », dit-on.",
    "¡Hola! ¿Qué tal? Cuéntame TODO, sobre todo lo bueno.",
    "Guten Tag! Deine Aufgabe ist heute leicht: 3 x 4. Antworte nur mit Ja oder Nein.",
    "[happy] Hi! [warm] Good to see you...",
    "Rock 'n' roll, file_name_1, and a 5* hotel",
    "こんにちは、ハルです！「はい」か「いいえ」でお答えください。",
    "أهلاً وسهلاً، كيف أستطيع أن أساعدك؟",
    "नमस्ते! मैं मीरा हूँ।",
    "สวัสดีค่ะ วันนี้รับอะไรดีคะ",
    "It costs $1,250,000.50, or 1 250 000 in words; chapter 10.2.3.4, page 12.",
    "- Hello? - Yes, it's me.",
    "Say 'cheese' <3 & smile!",
    "",
)


@pytest.mark.parametrize("text", _GOOD)
def test_a_good_greeting_gives_nothing(text: str) -> None:
    assert [text_range for detector in _ALL for text_range in detector(text)] == []


def _fixed_text(text: str, text_ranges: list[TextRange]) -> str:
    for text_range in reversed(list(without_overlaps(text_ranges))):
        if text_range.replacement is not None:
            text = text[: text_range.start] + text_range.replacement + text[text_range.end :]
    return text


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("I am **Cara**, _your_ guide.", "I am Cara, your guide."),
        ("I am **very *very* glad** to `help` you ~~now~~.", "I am very very glad to help you now."),
        ("See [our **lamps**](https://a.example) & ![a lamp](x.png).", "See our lamps & a lamp."),
        ("# Welcome\nHi<br>there, <b>you</b> &amp; me.", "Welcome\nHi there, you & me."),
        ("Hello 👋! How are you? 😀😀", "Hello! How are you?"),
        ("👋 Hello", "Hello"),
        ("*smiles* Hello (laughs), you [waves].", "Hello, you."),
    ],
)
def test_a_fixed_greeting_has_the_intended_words(text: str, fixed: str) -> None:
    directions = list(stage_directions(text))
    marks = [mark for mark in inline_marks(text) if not any(mark.touches(other) for other in directions)]

    result = _fixed_text(text, [*directions, *marks, *emoji(text)])

    assert result == fixed
    assert not [*inline_marks(result), *emoji(result), *stage_directions(result)]


@given(st.text(alphabet=st.sampled_from("ab* _`~[]()<>#|-1.:/@{}$&;!👋🏽🇵🇹\u200d\ufe0f\n\r\té笑"), max_size=60))
def test_ranges_are_inside_the_text_and_fixes_never_lengthen_it(text: str) -> None:
    for detector in _ALL:
        for text_range in detector(text):
            assert 0 <= text_range.start <= text_range.end <= len(text)
            assert text_range.replacement is None or len(text_range.replacement) < text_range.end - text_range.start


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("Hello, I'm Cara.", 3),
        ("それでは、また明日お会いしましょう。", 6),
        ("สวัสดีค่ะ", 2),
        ("Привет, как дела?", 3),
    ],
)
def test_the_length_of_speech_is_counted_in_words_of_any_script(text: str, words: int) -> None:
    assert spoken_words(text) == words
