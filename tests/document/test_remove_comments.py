"""The comments directly above an entry are removed with it; those that may be about other entries stay."""

from pathlib import Path

import pytest

from personactl.document.edit.value_diff import is_same
from personactl.document.edit.yaml_edit import edited_yaml
from personactl.document.node import MappingNode, to_object
from personactl.document.parser import parse
from personactl.json_value import JsonObject

_PATH = Path("x.yaml")


def _edited(text: str, changes: JsonObject) -> str:
    root = parse(text, _PATH).root
    assert isinstance(root, MappingNode)
    new_value = {name: value for name, value in {**to_object(root), **changes}.items() if value != "gone"}
    made = edited_yaml(parse(text, _PATH), new_value)
    document = parse(made, _PATH)
    assert document.problems == ()
    assert isinstance(document.root, MappingNode)
    assert is_same(to_object(document.root), new_value)
    return made


@pytest.mark.parametrize(
    ("text", "changes", "new_value"),
    [
        pytest.param("a: 1\n# b,\n# still b\nb: 2\nc: 3\n", {"b": "gone"}, "a: 1\nc: 3\n", id="entry"),
        pytest.param("a: 1\n# b\nb: 2\n# c\nc: 3\n", {"b": "gone"}, "a: 1\n# c\nc: 3\n", id="not the next one's"),
        pytest.param("a: 1\n# b\nb:\n  x: 1\n  # y\n  y: 2\n# end\n", {"b": "gone"}, "a: 1\n# end\n", id="last"),
        pytest.param("a:\n  - x\n  # y\n  - y # 2\n  - z\n", {"a": ["x", "z"]}, "a:\n  - x\n  - z\n", id="item"),
        pytest.param("a:\n- x\n# y\n- y\nb: 1\n", {"a": ["x"]}, "a:\n- x\nb: 1\n", id="last item at its key's column"),
        pytest.param("a:\r\n  - x\r\n  # y,\r\n  # y\r\n  - y\r\nb: 1\r\n", {"a": ["x"]}, "a:\r\n  - x\r\nb: 1\r\n",
                     id="crlf"),
        pytest.param("a:\r\n  b: 1\r\n\r\n  # c\r\n  c: 2", {"a": {"b": 1}}, "a:\r\n  b: 1\r\n",
                     id="crlf, without an end"),
        pytest.param("a: |\n  t\n# b\nb: |\n  # text\nc: 1\n", {"b": "gone"}, "a: |\n  t\nc: 1\n", id="block text"),
        pytest.param("a:\n  - x: 1\n  # y\n  - y: 1\n    # z\n    z: 2\n", {"a": [{"x": 1}]}, "a:\n  - x: 1\n",
                     id="item that is a mapping"),
        pytest.param("a:\n  - x: 1\n    # y\n    y: 1\n", {"a": [{"x": 1}]}, "a:\n  - x: 1\n", id="entry of an item"),
        pytest.param("a: [\n  x,\n  # y\n  y,\n  z\n]\n", {"a": ["x", "z"]}, "a: [\n  x,\n  z\n]\n", id="in brackets"),
        pytest.param("a: {\n  x: 1,\n  # y\n  y: 2 # 2\n}\n", {"a": {"x": 1}}, "a: {\n  x: 1,\n}\n",
                     id="last in brackets"),
    ],
)  # fmt: skip
def test_comments_directly_above_go_with_what_they_are_about(text: str, changes: JsonObject, new_value: str) -> None:
    assert _edited(text, changes) == new_value


@pytest.mark.parametrize(
    ("text", "changes", "new_value"),
    [
        pytest.param("a: 1\n# more\n\n# b\nb: 2\nc: 3\n", {"b": "gone"}, "a: 1\n# more\n\nc: 3\n", id="a blank line"),
        pytest.param("a: 1\n# more\n\nb: 2\nc: 3\n", {"b": "gone"}, "a: 1\n# more\n\nc: 3\n", id="a blank line only"),
        pytest.param("a:\n  - x\n# out\n  - y\n", {"a": ["x"]}, "a:\n  - x\n# out\n", id="another indentation"),
        pytest.param("a: # beside\n  # all\n  - x\n  - y\n", {"a": ["y"]}, "a: # beside\n  # all\n  - y\n",
                     id="the first of a list"),
        pytest.param("a:\n  # all\n  x: 1\n  # y\n  y: 1\n  z: 1\n", {"a": {"y": 1, "z": 1}},
                     "a:\n  # all\n  # y\n  y: 1\n  z: 1\n", id="the first, not each has one"),
        pytest.param("# the file\na: 1\n# b\nb: 2\n", {"a": "gone"}, "# the file\n# b\nb: 2\n", id="the file's"),
        pytest.param("%YAML 1.1\n---\n# the file\na: 1\n# b\nb: 2\n", {"a": "gone"},
                     "%YAML 1.1\n---\n# the file\n# b\nb: 2\n", id="the file's, below a mark"),
        pytest.param("a: [\n  # two\n  x, y\n]\n", {"a": ["y"]}, "a: [\n  # two\n  y\n]\n", id="a line for two"),
        pytest.param("a: [\n  # all\n  x,\n  y\n]\n", {"a": ["y"]}, "a: [\n  # all\n  y\n]\n", id="first in brackets"),
        pytest.param("a: '\n  # text'\nb: 1\n", {"b": "gone"}, "a: '\n  # text'\n", id="what only looks like one"),
    ],
)  # fmt: skip
def test_comments_that_may_be_about_others_stay(text: str, changes: JsonObject, new_value: str) -> None:
    assert _edited(text, changes) == new_value


@pytest.mark.parametrize(
    ("text", "items", "new_value"),
    [
        ("a:\n  # x\n  - x\n  # y\n  - y\n", ["y"], "a:\n  # y\n  - y\n"),
        ("a:\n  # all\n\n  # x\n  - x\n  # y\n  - y\n", ["y"], "a:\n  # all\n\n  # y\n  - y\n"),
        ("a: [\n  # x\n  x,\n  # y\n  y\n]\n", ["y"], "a: [\n  # y\n  y\n]\n"),
        ("a:\n  # x\n  - x\n  # y\n  - y\n  # z\n  - z\n", ["z"], "a:\n  # z\n  - z\n"),
    ],
)
def test_the_first_comment_belongs_to_the_first_part_if_each_part_has_one(
    text: str, items: list[str], new_value: str
) -> None:
    assert _edited(text, {"a": [*items]}) == new_value


@pytest.mark.parametrize(
    ("text", "new_value"),
    [
        ("a: 1\n\n# b\nb: 2\n\nc: 3\n", "a: 1\n\nc: 3\n"),
        ("a: 1\r\n\r\nb: 2\r\n\r\n\r\n# c\r\nc: 3\r\n", "a: 1\r\n\r\n# c\r\nc: 3\r\n"),
        ("a: 1\n\nb: 2\nc: 3\n", "a: 1\n\nc: 3\n"),
        ("a: 1\nb: 2\n\nc: 3\n", "a: 1\n\nc: 3\n"),
        ("a: 1\n\n# b\nb: 2\n", "a: 1\n"),
        ("a: |+\n  x\n\nb: 2\n", "a: |+\n  x\n\n"),
    ],
)
def test_no_gap_is_left_where_an_entry_stood(text: str, new_value: str) -> None:
    assert _edited(text, {"b": "gone"}) == new_value


def test_a_collection_that_becomes_empty_loses_its_comments() -> None:
    text = "a: 1\n# the tools\ntools:\n  # x\n  - x\nc: 1\n"

    assert _edited(text, {"tools": []}) == "a: 1\n# the tools\ntools: []\nc: 1\n"
    assert _edited(text, {"tools": "gone"}) == "a: 1\nc: 1\n"
