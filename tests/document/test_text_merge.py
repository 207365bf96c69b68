"""Merges of texts by line: what only one side changed is taken, and what both changed is marked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.document.conflict_markers import conflict_lines, conflicts
from personactl.document.text_merge import merge_texts

BASE = "You are Cara.\nYou sell lamps.\n\nBe kind.\nBe brief."
_lines = st.lists(st.sampled_from(["a", "b", "c", "", "ä", "  d"]), max_size=8).map("\n".join)


BULBS = BASE.replace("lamps", "bulbs")


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        (BASE, BULBS, f"{BASE}\nNever lie.", f"{BULBS}\nNever lie."),
        (
            BASE,
            BASE.replace("\n\n", "\n"),
            BASE.replace("Cara", "Ada"),
            BASE.replace("\n\n", "\n").replace("Cara", "Ada"),
        ),
        (BASE, f"Hi.\n{BASE}", f"{BASE}\nBye.", f"Hi.\n{BASE}\nBye."),
        (BASE, f"{BASE}\n", BULBS, f"{BULBS}\n"),
        (f"{BASE}\n", f"{BASE}\nMore.\n", BULBS, f"{BULBS}\nMore."),
        (BASE, f"{BASE}\nMore.".replace("\n", "\r\n"), BULBS, f"{BULBS}\nMore."),
        ("One line.", "One line.\nTwo.", "Zero.\nOne line.", "Zero.\nOne line.\nTwo."),
        (BASE, "", BASE, ""),
    ],
)
def test_changes_of_different_lines_are_both_taken(base: str, ours: str, theirs: str, merged: str) -> None:
    assert (merge_texts(base, ours, theirs).text, merge_texts(base, ours, theirs).conflicts) == (merged, 0)


def test_changes_of_the_same_lines_are_marked_as_git_marks_them() -> None:
    ours, theirs = BASE.replace("kind", "warm"), BASE.replace("kind", "cool").replace("lamps", "bulbs")
    result = merge_texts(BASE, ours, theirs)
    assert result.conflicts == 1
    assert result.text == (
        "You are Cara.\nYou sell bulbs.\n\n"
        "<<<<<<< the file\nBe warm.\n=======\nBe cool.\n>>>>>>> the platform\nBe brief."
    )
    assert conflict_lines(result.text) == [4]


def test_without_a_base_everything_that_differs_is_marked() -> None:
    result = merge_texts(None, "One.\nTwo.\nThree.", "One.\n2.\nThree.")
    assert result.text == "One.\n<<<<<<< the file\nTwo.\n=======\n2.\n>>>>>>> the platform\nThree."
    assert result.conflicts == 1


@settings(max_examples=60, deadline=None)
@given(_lines, _lines, _lines)
def test_one_side_wins_where_the_other_did_not_change(base: str, ours: str, theirs: str) -> None:
    assert merge_texts(base, ours, base).text == ours
    assert merge_texts(base, base, theirs).text == theirs
    assert merge_texts(base, ours, ours).text == ours
    both = merge_texts(base, ours, theirs)
    assert both.conflicts == len(conflicts(both.text))
    if not both.conflicts:
        assert set(both.text.split("\n")) <= {*base.split("\n"), *ours.split("\n"), *theirs.split("\n")}


def test_lines_that_look_alike_are_no_markers() -> None:
    assert conflicts("Title\n=======\nText <<<<<<< here\n<<<<<<<<< x\n") == []
    assert conflict_lines("a: |\n  <<<<<<< HEAD\n  b\n  =======\n  c\n  >>>>>>> x\n") == [2]
    assert conflict_lines("a\n>>>>>>> left over\n") == [2]
