"""Lines assembled in one step equal those that Rich assembles part by part, and folded lines fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from personactl.report.text.styled import Part, concatenated, hanging_indent, line

TEXTS = [
    Text(),
    Text("plain"),
    Text("whole", style="dim"),
    Text("", style="dim"),
    Text.assemble("a ", ("part", "bold")),
    Text.assemble(("all", "red"), "  ", ("日本", "green"), style="dim"),
]
PARTS: list[tuple[Part, ...]] = [
    (),
    ("",),
    ("plain", " ", "text"),
    (("", "bold"), "x"),
    ("a ", ("b", ""), ("c", "red")),
]


def shape(text: Text) -> tuple[object, ...]:
    return text.plain, text.style, text.spans


@pytest.mark.parametrize("parts", PARTS)
def test_a_line_is_what_rich_assembles(parts: tuple[Part, ...]) -> None:
    assert shape(line(*parts)) == shape(Text.assemble(*parts))


@pytest.mark.parametrize("second", TEXTS, ids=repr)
@pytest.mark.parametrize("first", TEXTS, ids=repr)
def test_concatenated_lines_are_what_rich_adds_up(first: Text, second: Text) -> None:
    assert shape(concatenated(first, second)) == shape(first + second)


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Mn", "Cf"]), max_size=200)


def folded(text: str, width: int, indent: str = "") -> list[str]:
    return [part.plain for part in hanging_indent(Text(indent), Text(text), Text(indent), width)]


@given(_WORDS, st.integers(22, 60))
def test_folded_lines_fit_and_lose_no_letter(text: str, width: int) -> None:
    lines = folded(text, width, "  ")
    assert all(Text(line).cell_len <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_words_stay_whole_where_they_fit() -> None:
    assert folded("one two three four five six", 20) == ["one two three four", "five six"]
    assert folded("", 20) == [""]
    assert folded(f"a {'donaudampfschiff' * 2}", 20) == ["a donaudampf", "schiffdonaudampfschi", "ff"]


def test_wide_letters_count_double_in_a_folded_line() -> None:
    assert folded("星の先生" * 3, 20) == ["星の先生星の先生星の", "先生"]
