"""Every node has its exact place, whatever precedes it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.document.document import Document
from personactl.document.line_index import Lines
from personactl.document.node import Entry, MappingNode, Node, Place, Scalar, SequenceNode, Span
from personactl.document.parser import parse
from tests.expected import shown


def _entries(text: str) -> dict[str, Entry]:
    root = parse(text, Path("x.yaml")).root
    assert isinstance(root, MappingNode)
    return {entry.name: entry for entry in root.entries}


def _source(text: str, span: Span) -> str:
    """Return the text in `span`, counted independently: lines by hand and columns in code points."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if span.start.line == span.end.line:
        return lines[span.start.line - 1][span.start.column - 1 : span.end.column - 1]
    first, *middle, last = lines[span.start.line - 1 : span.end.line]
    return "\n".join([first[span.start.column - 1 :], *middle, last[: span.end.column - 1]])


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_count_code_points_from_one(line_end: str, mark: str) -> None:
    text = mark + "ä: 𝄞é\n'ключ': [\"日本\", z]\nc:\n  d: |\n    x\n".replace("\n", line_end)
    found = _entries(text)

    assert shown(found["ä"].key.span) == "1:1-2"
    assert shown(found["ä"].value.span) == "1:4-6"
    assert shown(found["ключ"].key.span) == "2:1-7"
    assert shown(found["ключ"].value.span) == "2:9-18"
    assert isinstance(found["ключ"].value, SequenceNode)
    assert [shown(item.span) for item in found["ключ"].value.items] == ["2:10-14", "2:16-17"]
    assert found["c"].value.span.start == Place(4, 3)


def test_a_unicode_separator_does_not_begin_a_line() -> None:
    assert shown(_entries("a: 'x\u2028y\x85z'\nb: c\n")["b"].value.span) == "2:4-5"


def test_the_raw_text_leaves_out_anchor_and_tag() -> None:
    value = _entries("a: &anchor  !!str  # why\n  'text'\n")["a"].value

    assert isinstance(value, Scalar)
    assert (value.raw, value.style, shown(value.span)) == ("'text'", "single", "2:3-9")


def test_a_value_that_is_not_written_has_an_empty_span_after_its_colon() -> None:
    value = _entries("a:\nb: &x\nc: {d: , e}\n")

    assert shown(value["a"].value.span) == "1:3-3"
    assert shown(value["b"].value.span) == "2:6-6"
    assert isinstance(value["c"].value, MappingNode)
    assert [shown(entry.value.span) for entry in value["c"].value.entries] == ["3:7-7", "3:11-11"]


def test_a_collection_spans_from_its_first_to_its_last_character() -> None:
    value = _entries("a: &x\n  b: c\n  d: e  # comment\n\nf: [1,\n 2 ]\ng:\n- h\n- i\n\n")

    assert shown(value["a"].value.span) == "2:3-3:7"
    assert shown(value["f"].value.span) == "5:4-6:5"
    assert shown(value["g"].value.span) == "8:1-9:4"


def test_an_alias_has_the_place_of_its_anchor() -> None:
    assert shown(_entries("a: &x [1]\nb: *x\n")["b"].value.span) == "1:7-10"


def test_source_lines_are_those_of_the_file_without_their_ends() -> None:
    document = parse("\ufeffa: 1\r\nb: 2\rc: 3\n", Path("x.yaml"))

    assert [document.source_line(number) for number in range(6)] == ["", "a: 1", "b: 2", "c: 3", "", ""]


@settings(deadline=None)
@given(st.text(alphabet="a\r\né𝄞\u2028", max_size=40), st.data())
def test_a_place_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    lines = Lines(text)
    offset = data.draw(st.integers(0, len(text)))
    place = lines.place(offset)

    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    if text[offset - 1 : offset + 1] != "\r\n":
        assert place.line == before.count("\n") + 1
        assert place.column == len(before) - before.rfind("\n")


_WORDS = st.text(alphabet="abcé𝄞日", min_size=1, max_size=6)
_GAPS = st.sampled_from(["", "\n", "\r\n", "# é𝄞 comment\n", "\n# x\r\n\n"])


@settings(deadline=None)
@given(st.lists(st.tuples(_GAPS, _WORDS, _WORDS), min_size=1, max_size=8, unique_by=lambda row: row[1]))
def test_every_span_covers_exactly_what_was_written(rows: list[tuple[str, str, str]]) -> None:
    text = "".join(f"{gap}{key}:  '{value}'  # {value}\r\n" for gap, key, value in rows)
    root = parse(text, Path("x.yaml")).root

    assert isinstance(root, MappingNode)
    for (_, key, value), entry in zip(rows, root.entries, strict=True):
        assert (_source(text, entry.key.span), _source(text, entry.value.span)) == (key, f"'{value}'")


def _nodes(node: Node) -> list[Node]:
    match node:
        case Scalar():
            return [node]
        case SequenceNode(items=items):
            return [node, *(inner for item in items for inner in _nodes(item))]
        case MappingNode(entries=entries):
            return [node, *(inner for entry in entries for part in (entry.key, entry.value) for inner in _nodes(part))]


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="ab:-[]{},'\"|>#&*! \n\r\té𝄞\u2028?", max_size=60))
def test_raw_text_is_what_the_span_covers(text: str) -> None:
    document: Document = parse(text, Path("x.yaml"))
    for node in _nodes(document.root) if document.root is not None else []:
        assert node.span.start <= node.span.end
        if isinstance(node, Scalar):
            assert _source(text, node.span) == node.raw.replace("\r\n", "\n").replace("\r", "\n")
