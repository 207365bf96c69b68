"""Comparing lists: the operations turn one list into the other, also where lists are too alike for `difflib`."""

from collections.abc import Sequence
from difflib import SequenceMatcher, unified_diff

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personactl.document import sequence_match
from personactl.document.sequence_match import sequence_matcher
from personactl.report.findings.fixes_diff import unified

_ITEMS = st.lists(st.sampled_from("abcdefghijklmnop"), max_size=30)


def _made(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return what the operations make of the old list."""
    made: list[str] = []
    reached = (0, 0)
    for kind, start, end, first, last in sequence_matcher(old, new).get_opcodes():
        assert (start, first) == reached
        assert kind != "equal" or list(old[start:end]) == list(new[first:last])
        made += old[start:end] if kind == "equal" else new[first:last]
        reached = end, last
    assert reached == (len(old), len(new))
    return made


@given(old=_ITEMS, new=_ITEMS)
def test_lists_that_are_too_alike_are_compared_by_what_they_have_once(old: list[str], new: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sequence_match, "_LONGEST", -1)
        assert _made(old, new) == new


def test_few_items_that_repeat_do_not_take_minutes() -> None:
    old, new = ["a", "b"] * 5_000, ["b", "a", "a"] * 3_000

    assert _made(["begin", *old, "middle", *old], ["begin", *new, "middle", *new])[:3] == ["begin", "b", "a"]


def test_usual_lists_are_compared_as_difflib_does() -> None:
    old = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog"]
    new = ["the", "slow", "brown", "dog", "jumps", "over", "the", "quick", "dog"]

    assert sequence_matcher(old, new).get_opcodes() == SequenceMatcher(None, old, new).get_opcodes()


@given(old=_ITEMS, new=_ITEMS)
def test_a_unified_diff_is_that_of_difflib(old: list[str], new: list[str]) -> None:
    before, after = [f"{one}\n" for one in old], [f"{one}\n" for one in new]

    assert list(unified(before, after, "a", "b")) == list(unified_diff(before, after, "a", "b"))
