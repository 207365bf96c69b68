"""Many changes of a file are made at once, and leave the same comments as changes that are made one by one."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.document.document import Document
from personactl.document.edit.value_diff import is_same
from personactl.document.edit.yaml_edit import FEW_CHANGES, MOST_ALONE, EntangledError, edited_yaml
from personactl.document.node import MappingNode, to_object
from personactl.document.parser import parse
from personactl.json_value import JsonObject, JsonValue

_PATH = Path("x.yaml")
_MANY = 4 * FEW_CHANGES


def _document(text: str) -> Document:
    document = parse(text, _PATH)
    assert document.problems == ()
    return document


def _value(text: str) -> JsonObject:
    root = _document(text).root
    assert isinstance(root, MappingNode)
    return to_object(root)


def _edited(text: str, new_value: JsonObject) -> str:
    made = edited_yaml(_document(text), new_value)
    assert is_same(_value(made), new_value)
    return made


def test_every_comment_stays_beside_a_changed_value() -> None:
    lines = [f"# above {n}\nk{n}: {n} # beside {n}\n" for n in range(_MANY)]
    made = _edited("# head\n\n" + "".join(lines), {f"k{n}": n + 1 for n in range(_MANY)})
    assert made == "# head\n\n" + "".join(f"# above {n}\nk{n}: {n + 1} # beside {n}\n" for n in range(_MANY))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_is_added_and_removed_leaves_the_comments_of_the_rest(end: str) -> None:
    def entry(n: int) -> str:
        return f"  # above {n}{end}  k{n}: # beside {n}{end}    - a # first{end}    - b{n} # second{end}"

    text = f"t:{end}  keep: 1 # one{end}" + "".join(map(entry, range(_MANY)))
    new: JsonObject = {
        "t": {"keep": 1, **{f"k{n}": ["a", "x", f"b{n}"] for n in range(0, _MANY, 2)}},
        **{f"n{n}": n for n in range(_MANY)},
    }

    made = _edited(text, new)

    kept = "".join(entry(n).replace("    - b", f"    - x{end}    - b") for n in range(0, _MANY, 2))
    added = "".join(f"n{n}: {n}{end}" for n in range(_MANY))
    assert made == f"t:{end}  keep: 1 # one{end}{kept}{added}"


def test_mappings_that_lose_all_their_keys() -> None:
    old = (
        "".join(f"- # of {n}\n    old{n}: 1\n" for n in range(_MANY))
        .replace("- ", "  - ")
        .replace("    old", "    old")
    )
    made = _edited(f"l:\n{old}", {"l": [{f"new{n}": 2} for n in range(_MANY)]})
    assert [f"# of {n}\n" in made for n in range(_MANY)] == [True] * _MANY


def test_texts_of_several_lines_keep_the_rest_of_their_lines() -> None:
    def entry(n: int, word: str) -> str:
        return f"k{n}: > # why {n}\n  one {word}\n  three\n\n  four\n"

    made = _edited(
        "".join(entry(n, "two") for n in range(_MANY)), {f"k{n}": "one 2 three\nfour\n" for n in range(_MANY)}
    )
    assert made == "".join(entry(n, "2") for n in range(_MANY))


@pytest.mark.parametrize("odd", [1, 9])
def test_a_few_changes_that_need_another_way_are_found(odd: int) -> None:
    """A value that an alias shares is written out where it is used, which no change at its own place does."""
    shared = "".join(f"s{n}: &s{n} {{x: 1}} # shared {n}\nu{n}: *s{n} # user {n}\n" for n in range(odd))
    plain = "".join(f"k{n}: {n} # of {n}\n" for n in range(_MANY))
    new: JsonObject = {**{f"s{n}": {"x": 2} for n in range(odd)}, **{f"u{n}": {"x": 1} for n in range(odd)}}

    made = _edited(shared + plain, {**new, **{f"k{n}": n + 1 for n in range(_MANY)}})

    assert made.endswith("".join(f"k{n}: {n + 1} # of {n}\n" for n in range(_MANY)))
    assert all(f"# user {n}" in made and f"# shared {n}" in made for n in range(odd))


def test_a_file_where_all_changes_need_it_is_refused() -> None:
    many = MOST_ALONE + 1
    text = "".join(f"s{n}: &s{n} {{x: 1}}\nu{n}: *s{n}\n" for n in range(many))
    new: JsonObject = {**{f"s{n}": {"x": 2} for n in range(many)}, **{f"u{n}": {"x": 1} for n in range(many)}}
    with pytest.raises(EntangledError, match="one by one"):
        edited_yaml(_document(text), new)


_KEYS = st.sampled_from("abcd")
_LEAF: st.SearchStrategy[JsonValue] = st.sampled_from([1, "a", "b c", None, "l 1\nl 2\n", [], {}])
_VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    _LEAF,
    lambda inner: st.lists(inner, min_size=1, max_size=4) | st.dictionaries(_KEYS, inner, min_size=1, max_size=4),
    max_leaves=12,
)
_TOP = st.dictionaries(st.sampled_from("abcde"), _VALUES, min_size=1, max_size=5)


def _commented(value: JsonValue, indent: str, marks: list[str], *, flow: bool) -> str:
    """Return `value` as YAML below its key, with a comment beside and above each line that can have one.

    marks: gets the comments, but not those above a first part: one may be about all parts, and goes with the first if
        each other part has its own at that moment.
    """
    if flow or not isinstance(value, dict | list) or not value:
        return " " + _flow(value) + _mark(marks) + "\n"
    lines: list[str] = []
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        lead = f"{step}:" if isinstance(step, str) else "-"
        above = _mark(marks) if lines else " # all"
        lines.append(f"{indent}{above[1:]}\n{indent}{lead}{_commented(inner, indent + '  ', marks, flow=flow)}")
    return _mark(marks) + "\n" + "".join(lines)


def _mark(marks: list[str]) -> str:
    marks.append(f" # m{len(marks)}.")
    return marks[-1]


def _flow(value: JsonValue) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case str():
            return '"' + value.replace("\n", "\\n") + '"'
        case _:
            return "null" if value is None else str(value)


@settings(deadline=None, max_examples=60)
@given(_TOP, _TOP, st.booleans())
def test_together_as_one_by_one(old: JsonObject, new: JsonObject, flow: bool) -> None:
    marks: list[str] = []
    text = "".join(f"{key}:{_commented(inner, '  ', marks, flow=flow)}" for key, inner in old.items())
    document = _document(text)

    together, single = edited_yaml(document, new, 0), edited_yaml(document, new)

    assert is_same(_value(together), new)
    lost = [mark for mark in marks if mark in single + "\n" and mark not in together]
    assert not lost
