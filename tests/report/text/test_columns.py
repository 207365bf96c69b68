"""Fitting text and columns into widths."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from personactl.report.text.columns import folded, shortened

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Mn", "Cf"]), max_size=200)


@given(words, st.integers(2, 60))
def test_folded_lines_fit_and_lose_no_letter(text: str, width: int) -> None:
    lines = folded(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_words_stay_whole_where_they_fit() -> None:
    assert folded("one two three four", 9) == ["one two", "three", "four"]
    assert folded("", 10) == [""]
    assert folded("a donaudampfschiff", 8) == ["a", "donaudam", "pfschiff"]


def test_wide_letters_count_double() -> None:
    assert folded("星の先生", 5) == ["星の", "先生"]
    assert shortened("星の先生", 5) == "星の…"
    assert shortened("星の先生", 8) == "星の先生"
