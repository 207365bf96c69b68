"""Lines assembled in one step equal those that Rich assembles part by part."""

import pytest
from rich.text import Text

from personactl.report.text.styled import Part, concatenated, line

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
