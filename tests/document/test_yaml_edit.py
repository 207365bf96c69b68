"""After an edit a file has exactly the new value, and everything else is the same to the byte."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from personactl.document.document import Document
from personactl.document.edit.emit import UnwritableError, to_yaml
from personactl.document.edit.value_diff import is_same
from personactl.document.edit.yaml_edit import edited_yaml
from personactl.document.node import MappingNode, to_object
from personactl.document.parser import parse
from personactl.json_value import JsonObject, JsonValue

_PATH = Path("x.yaml")
_LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs"])
_TEXTS = st.text(st.one_of(_LETTERS, st.sampled_from("  \n\n\t:#-'\"\\|>ab{}[],🙂é")), max_size=40) | st.sampled_from(
    ["no", "12:30", "2024-01-01", "0o17", "1e3", "null", "", "~", "<<", "=", "a: b", "a #b", "---", "...", "- x"]
)
_LEAVES = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
_KEYS = st.sampled_from(["a", "b", "c", "no", "a b", "é:", "x" * 1100])
_VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    _LEAVES | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=8,
)
_NAMES = ["name", "avatarId", "tools", "systemPrompt", "options", "more"]
_STYLES = st.sampled_from([None, "'", '"', "|", ">"])


@dataclass(frozen=True)
class _Entry:
    """One top-level entry as it is written, without the comment lines above it."""

    name: str
    above: str
    source: str


@st.composite
def _entries(draw: st.DrawFn) -> list[_Entry]:
    end = draw(st.sampled_from(["\n", "\r\n"]))
    made = []
    for name in draw(st.lists(st.sampled_from(_NAMES), unique=True, min_size=1, max_size=5)):
        source = yaml.safe_dump(
            {name: draw(_VALUES)},
            default_style=draw(_STYLES) if draw(st.booleans()) else None,
            default_flow_style=draw(st.sampled_from([True, False, None])),
            width=draw(st.sampled_from([20, 1000])),
            indent=draw(st.sampled_from([2, 4])),
            allow_unicode=draw(st.booleans()),
            sort_keys=False,
        )
        if source.startswith("{"):  # a document in brackets has no other entry
            source = f"{name}: {yaml.safe_dump(draw(_VALUES), default_flow_style=True, width=1000)}"
            source = source.removesuffix("...\n")
        above = draw(st.sampled_from(["", "# why\n", "\n", "\n  # deeper\n\n"]))
        made.append(_Entry(name, above.replace("\n", end), source.replace("\n", end)))
    return made


def _document(text: str) -> Document:
    document = parse(text, _PATH)
    assume(not document.problems and isinstance(document.root, MappingNode))
    return document


def _value(document: Document) -> JsonObject:
    assert document.problems == ()
    assert isinstance(document.root, MappingNode)
    return to_object(document.root)


@settings(deadline=None, max_examples=150)
@given(_entries(), st.data())
def test_an_edit_gives_the_new_value_and_keeps_the_rest(entries: list[_Entry], data: st.DataObject) -> None:
    document = _document("".join(entry.above + entry.source for entry in entries))
    before = _value(document)
    for entry in entries:  # comments below a block text may become part of it
        assume(is_same(_value(_document(entry.source)), {entry.name: before[entry.name]}))
    new_value = dict(before)
    for name in data.draw(st.lists(st.sampled_from(_NAMES), unique=True, min_size=1, max_size=2)):
        if name in new_value and len(new_value) > 1 and data.draw(st.booleans()):
            del new_value[name]
        else:
            new_value[name] = data.draw(_mutated(new_value[name]) if name in new_value else _VALUES)

    text = edited_yaml(document, new_value)

    assert is_same(_value(_document(text)), new_value)
    at = 0
    for entry in entries:
        stays = entry.name in new_value and is_same(new_value[entry.name], before[entry.name])
        above = entry.above.strip() if entry.name in new_value or entry.above.startswith(("\n", "\r")) else ""
        kept = entry.above + entry.source.rstrip() if stays else above
        if kept not in text[at:]:  # a deeper comment cannot follow a block text: there it loses its indentation
            kept = kept.replace("  # deeper", "# deeper", 1)
        at = text.index(kept, at)


@pytest.mark.parametrize("block", ["|-", ">", "!!null |-", "&a |2-"])
def test_a_deeper_comment_is_kept_below_a_block_text_when_what_was_between_is_removed(block: str) -> None:
    head, tail = f"name: {block}\n  null\n", "\n\ntools: [] # all\n"
    document = parse(f"{head}avatarId: x\n\n  # deeper{tail}", _PATH)
    new_value = {name: value for name, value in _value(document).items() if name != "avatarId"}

    assert edited_yaml(document, new_value) == f"{head}\n# deeper{tail}"


def _mutated(value: JsonValue) -> st.SearchStrategy[JsonValue]:
    match value:
        case dict() if value:
            return st.sampled_from(sorted(value)).flatmap(
                lambda key: (
                    _mutated(value[key]).map(lambda inner: {**value, key: inner}) | st.just(_without(value, key))
                )
            ) | _VALUES.map(lambda inner: {**value, "new": inner})
        case list() if value:
            return (
                st.permutations(value).map(lambda items: list[JsonValue](items[1:]))
                | _VALUES.map(lambda item: [*value, item])
                | _VALUES.map(lambda item: [item, *value])
            )
        case str() if value:
            return _TEXTS.map(lambda text: value[: len(value) // 2] + text + value[len(value) // 2 :])
        case _:
            return _VALUES


def _without(value: JsonObject, key: str) -> JsonObject:
    return {name: inner for name, inner in value.items() if name != key}


@settings(deadline=None)
@given(st.dictionaries(_KEYS | _TEXTS, _VALUES, max_size=4))
def test_a_rewritten_collection_has_the_same_value(value: JsonObject) -> None:
    document = parse(to_yaml(value), _PATH)

    assert document.problems == ()
    assert is_same(_value(document), value)


_KEYED = st.sampled_from(
    [
        "a: 1 # a",
        "a: &p",
        "a: &p {x: 1}",
        "a: !!str 1",
        "b: |",
        "b: >-",
        "b: 'q'",
        'b: "d',
        "b:",
        "c: *p",
        "c: [x,",
        "name:",
    ]
)
_MORE = st.sampled_from(
    [
        "  x: 1",
        "  x: *p",
        "  - y # y",
        "  - &q z: 1",
        "- y",
        "    z: 2",
        "  w w",
        '  e"',
        "  {k: v}]",
        "",
        "  # c",
        "# c",
        "---",
    ]
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    st.lists(
        st.tuples(_KEYED, st.lists(_MORE, max_size=3)), min_size=1, max_size=4, unique_by=lambda entry: entry[0][0]
    ),
    st.sampled_from(["\n", ""]),
    _VALUES,
    st.data(),
)
def test_any_document_can_be_edited(
    lines: list[tuple[str, list[str]]], end: str, value: JsonValue, data: st.DataObject
) -> None:
    document = _document("\n".join(line for entry in lines for line in (entry[0], *entry[1])) + end)
    before = _value(document)
    name = data.draw(st.sampled_from([*before, "new"]))
    new_value = {**before, name: data.draw(_mutated(before[name])) if name in before else value}

    assert is_same(_value(_document(edited_yaml(document, new_value))), new_value)


def _edited(text: str, **changes: JsonValue) -> str:
    document = parse(text, _PATH)
    value = _value(document) if document.root is not None else {}
    new_value = {name: inner for name, inner in {**value, **changes}.items() if inner != "gone"}
    made = edited_yaml(document, new_value)
    assert is_same(_value(parse(made, _PATH)), new_value)
    return made


@pytest.mark.parametrize(
    ("text", "changes", "new_value"),
    [
        ("a: 1 # one\nb: 2\n", {"a": 3}, "a: 3 # one\nb: 2\n"),
        ("a: 'x' # one\n", {"a": "it's"}, "a: 'it''s' # one\n"),
        ('a: "x"\n', {"a": "y"}, 'a: "y"\n'),
        ("a:\nb: 1\n", {"a": 2}, "a: 2\nb: 1\n"),
        ("a: # why\nb: 1\n", {"a": 2}, "a: 2 # why\nb: 1\n"),
        ("a: 1 # why\n", {"a": {"b": 2}}, "a: # why\n  b: 2\n"),
        ("a: # why\n  b: 2 # so\nc: 3\n", {"a": 1}, "a: 1 # why\nc: 3\n"),
        ("a: | # why\n  x\n  y\nb: 1\n", {"a": "x\nz\n"}, "a: | # why\n  x\n  z\nb: 1\n"),
        ("a: | # why\n  x\n\n# b\nb: 1\n", {"a": 1}, "a: 1 # why\n\n# b\nb: 1\n"),
        ("a: >\n  one two\n  three\n\n  four\n", {"a": "one 2 three\nfour\n"}, "a: >\n  one 2\n  three\n\n  four\n"),
        ("a: x # c\nb: 1", {"a": "x\ny"}, "a: |- # c\n  x\n  y\nb: 1"),
        ("a: x", {"a": "x\ny\n"}, "a: |\n  x\n  y\n"),
        ("# of all\na: 1\n# of b\nb: 2\n", {"b": "gone"}, "# of all\na: 1\n"),
        ("a: {b: 1, c: 2} # d\n", {"a": {"b": 1, "c": 3, "d": "x, y"}}, 'a: {b: 1, c: 3, d: "x, y"} # d\n'),
        ("a: {\n  b: 1, # b\n  c: 2 # c\n}\n", {"a": {"b": 1, "c": 2, "d": 3}},
         "a: {\n  b: 1, # b\n  c: 2, # c\n  d: 3\n}\n"),
        ("a: [x, y, z]\n", {"a": ["x", "z"]}, "a: [x, z]\n"),
        ("a:\n- x # 1\n- y # 2\n", {"a": ["y", "z"]}, "a:\n- y # 2\n- z\n"),
        ("a:\n  - x # 1\n  - y # 2\n", {"a": ["w", "x", "y"]}, "a:\n  - w\n  - x # 1\n  - y # 2\n"),
        ("a:\n  - b: 1 # b\n    c: 2\n", {"a": [{"b": 1, "c": 3}]}, "a:\n  - b: 1 # b\n    c: 3\n"),
        ("a: &x 1\nb: *x\n", {"b": 2}, "a: &x 1\nb: 2\n"),
        ("a: &x 1 # a\nb: *x # b\n", {"a": 2}, "a: &x 2 # a\nb: 1 # b\n"),
        ("a: &x {k: 1}\nb: *x # b\nc: 1\n", {"b": {"k": 2}}, "a: &x {k: 1}\nb: # b\n  k: 2\nc: 1\n"),
        ("a: !!str 1 # c\nb: 2\n", {"a": 5}, "a: 5 # c\nb: 2\n"),
        ("a:\r\n  b: 1\r\nc: 2\r\n", {"a": {"b": 1, "d": [{"e": "x\ny\n"}]}},
         "a:\r\n  b: 1\r\n  d:\r\n    - e: |\r\n        x\r\n        y\r\nc: 2\r\n"),
        ("a:\n    b: 1\n", {"c": {"d": 1}}, "a:\n    b: 1\nc:\n    d: 1\n"),
        ("---\na: 1\n...\n", {"b": 2}, "---\na: 1\nb: 2\n...\n"),
        ("# only this\n", {"a": 1}, "# only this\na: 1\n"),
        ("a: |+\n  x\n\n\nb: 1\n", {"c": 2, "b": "gone"}, "a: |+\n  x\n\n\nc: 2\n"),
        ("{\n  \"a\": 1,\n  \"b\": [2]\n}\n", {"b": [2, 3], "c": "no"},
         '{\n  "a": 1,\n  "b": [2, 3],\n  c: "no"\n}\n'),
    ],
)  # fmt: skip
def test_the_source_around_an_edit_stays(text: str, changes: JsonObject, new_value: str) -> None:
    assert _edited(text, **changes) == new_value


def test_a_new_key_goes_behind_the_one_before_it() -> None:
    document = parse("# head\nname: x\n\n# why\nvoiceId: v\n", _PATH)

    made = edited_yaml(document, {"first": 1, "name": "x", "avatarId": "a", "avatarModel": "m", "voiceId": "v"})

    assert made == "# head\nfirst: 1\nname: x\navatarId: a\navatarModel: m\n\n# why\nvoiceId: v\n"


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(UnwritableError):
        edited_yaml(parse("a: 1\n", _PATH), {"a": "\ud800"})
