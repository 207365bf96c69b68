"""Names of a catalogue: which entries a name means, and which ones a misspelt name may mean."""

import pytest

from personactl.persona.name_matching import matching_entries, similar_names

_NAMES = [("Lucy - Fresh & Casual",), ("Cara at a desk", "Cara"), ("GPT 4.1 mini", "gpt-4.1-mini"), ("",), ("\u200b",)]


@pytest.mark.parametrize(
    ("name", "similar"),
    [
        ("lucie", ["Lucy - Fresh & Casual"]),
        ("LUSY", ["Lucy - Fresh & Casual"]),
        ("lucy fersh", ["Lucy - Fresh & Casual"]),
        ("lucy - fresh and casual", ["Lucy - Fresh & Casual"]),
        ("carra", ["Cara at a desk"]),
        ("cara at the desk", ["Cara at a desk"]),
        ("gpt4.1mini", ["GPT 4.1 mini"]),
        ("somebody else", []),
        ("", []),
        ("-", []),
    ],
)
def test_a_misspelt_name_is_compared_with_whole_names_and_with_their_first_words(name: str, similar: list[str]) -> None:
    assert similar_names(name, _NAMES) == similar


@pytest.mark.parametrize("name", ["", " ", "-", "\u200b"])
def test_a_name_without_words_means_no_entry(name: str) -> None:
    assert matching_entries(name, _NAMES, lambda names: names) == []
