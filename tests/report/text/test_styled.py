"""Lines put together in one go are those that rich puts together part by part."""

import pytest
from rich.text import Text

from personactl.report.text.styled import Part, joined, line

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


def told(text: Text) -> tuple[object, ...]:
    return text.plain, text.style, text.spans


@pytest.mark.parametrize("parts", PARTS)
def test_a_line_is_what_rich_assembles(parts: tuple[Part, ...]) -> None:
    assert told(line(*parts)) == told(Text.assemble(*parts))


@pytest.mark.parametrize("second", TEXTS, ids=repr)
@pytest.mark.parametrize("first", TEXTS, ids=repr)
def test_joined_lines_are_what_rich_adds_up(first: Text, second: Text) -> None:
    assert told(joined(first, second)) == told(first + second)
