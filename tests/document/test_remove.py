"""A removal deletes one entry or item and nothing else of the value."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.document.edit.remove import entry_cut, item_cut
from personactl.document.node import MappingNode, SequenceNode, Span, to_json
from personactl.document.parser import parse

_TEXTS = st.text("ab #:-'\"\n[]{},äß\u3042", max_size=12)
_VALUES = st.recursive(
    _TEXTS | st.integers(0, 9) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=6,
)
_MAPPINGS = st.dictionaries(st.sampled_from("abcdef"), _VALUES, min_size=2, max_size=5)
_ENDS = st.sampled_from(["\n", "\r\n"])


def _without(text: str, cut: Span | None) -> str | None:
    if cut is None:
        return None
    lines = parse(text, Path("x.yaml")).lines
    return text[: lines.offset(cut.start)] + text[lines.offset(cut.end) :]


def _cut_key(text: str, key: str) -> str | None:
    document = parse(text, Path("x.yaml"))
    assert document.problems == ()
    assert isinstance(document.root, MappingNode)
    entry = document.root.get(key)
    assert entry is not None
    return _without(text, entry_cut(document.lines, document.root, entry))


@settings(deadline=None)
@given(_MAPPINGS, st.sampled_from([True, False, None]), _ENDS, st.data())
def test_a_mapping_without_an_entry_has_all_its_others(
    value: dict[str, object], flow: bool | None, end: str, data: st.DataObject
) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, sort_keys=False, allow_unicode=True).replace("\n", end)
    key = data.draw(st.sampled_from(sorted(value)))

    left = _cut_key(text, key)

    assert left is not None
    document = parse(left, Path("x.yaml"))
    assert document.root is not None
    assert document.problems == ()
    before = to_json(_root(text))
    assert isinstance(before, dict)
    assert to_json(document.root) == {name: one for name, one in before.items() if name != key}


@settings(deadline=None)
@given(st.lists(_VALUES, min_size=2, max_size=5), st.sampled_from([True, False]), _ENDS, st.data())
def test_a_list_without_an_item_has_all_its_others(
    value: list[object], flow: bool, end: str, data: st.DataObject
) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True).replace("\n", end)
    index = data.draw(st.integers(0, len(value) - 1))
    document = parse(text, Path("x.yaml"))
    assert isinstance(document.root, SequenceNode)

    left = _without(text, item_cut(document.lines, document.root, index))

    # The first line of a list in a list has the marks of both, so nothing is removed.
    if left is not None:
        before = to_json(document.root)
        assert isinstance(before, list)
        assert to_json(_root(left)) == before[:index] + before[index + 1 :]


def _root(text: str) -> MappingNode | SequenceNode:
    root = parse(text, Path("x.yaml")).root
    assert isinstance(root, MappingNode | SequenceNode)
    return root


@pytest.mark.parametrize(
    ("text", "key", "left"),
    [
        ("a: 1 # one\nb: 2\n", "a", "b: 2\n"),
        ("# of all\na: 1\nb: |\n  two\n  lines\n\n# of c\nc: 3\n", "b", "# of all\na: 1\n# of c\nc: 3\n"),
        ("a: 1\nb: 2", "b", "a: 1\n"),
        ("a: 1\r\nb:\r\n  - 2\r\nc: 3\r\n", "b", "a: 1\r\nc: 3\r\n"),
        ("{a: 1, b: 2, c: 3}\n", "b", "{a: 1, c: 3}\n"),
        ("{a: 1, b: 2}\n", "a", "{b: 2}\n"),
        ("{a: 1,\n b: 2}\n", "b", "{a: 1}\n"),
    ],
)
def test_comments_and_lines_of_others_stay(text: str, key: str, left: str) -> None:
    assert _cut_key(text, key) == left


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: 1\n", id="the only entry, without which there is no mapping"),
        pytest.param("b: &x 1\na: *x\n", id="an alias"),
        pytest.param("a: &x 1\nb: *x\n", id="an anchor that somebody uses"),
        pytest.param("a: !!str 1\nb: 2\n", id="a tag"),
        pytest.param("? a\n: 1\nb: 2\n", id="a key with a mark of its own"),
    ],
)
def test_an_uncertain_removal_is_refused(text: str) -> None:
    assert _cut_key(text, "a") is None
