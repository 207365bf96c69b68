"""Word diffs: what a reader sees of two versions of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personactl.report.text.word_diff import LINE_END, Line, changed_hunks, words
from personactl.report.text.word_diff_text import word_diff, word_diff_lines

_MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
_TEXTS = st.text(alphabet=st.sampled_from("ab \n.-é東\u0301\t"), max_size=40)


def _shown(line: Line) -> str:
    marked = "".join(f"{_MARKS[piece.state][0]}{piece.text}{_MARKS[piece.state][1]}" for piece in line.pieces)
    return f"{line.number or '-'}|{marked}"


def _diff(old: str, new: str) -> list[str]:
    return [_shown(line) for hunk in changed_hunks(old, new, context=0) for line in hunk]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("You are Julia.\n", "You are Juliane.\n", ["1|You are [-Julia-]{+Juliane+}."]),
        ("a\nb\n", "a\nb\nc\nd\n", ["3|{+c+}", "4|{+d+}"]),
        ("a\nb\nc\n", "a\nc\n", ["-|[-b-]"]),
        ("Be kind.\n", "Be brief.\nAnd slow.\n", ["1|Be [-kind-]{+brief+}.", "2|{+And slow.+}"]),
        (
            "a\n\nb",
            "x\n\nfirst\nsecond\nlast",
            ["1|[-a-]{+x+}", "2|", "3|[-b-]{+first⏎+}", "4|{+second⏎+}", "5|{+last+}"],
        ),
        ("foo\nbar\n", "foo bar\n", ["1|foo[-⏎-]{+ +}bar"]),
        ("a\n", "a", ["1|a[-⏎-]"]),
        ("one two\r\n", "one two\n", ["1|one two[-\r⏎-]{+⏎+}"]),
        ("a  b", "a b", ["1|a[-  -]{+ +}b"]),
        ("not so quick a fox", "a very slow dog", ["1|[-not so quick a fox-]{+a very slow dog+}"]),
        ("東京カラ", "東京カフ", ["1|東京カ[-ラ-]{+フ+}"]),
        ("ok 👩‍💻 go", "ok 👩‍🚀 go", ["1|ok [-👩‍💻-]{+👩‍🚀+} go"]),
        ("die Straße", "die Strasse", ["1|die [-Straße-]{+Strasse+}"]),
        ("speed 0.95 now", "speed 0.9 now", ["1|speed [-0.95-]{+0.9+} now"]),
    ],
)
def test_removed_and_added_words_are_marked_in_their_line(old: str, new: str, shown: list[str]) -> None:
    assert _diff(old, new) == shown


def test_a_rewrapped_paragraph_differs_in_its_line_ends() -> None:
    old = "The quick brown fox jumps\nover the lazy dog, and\nthen goes home to eat.\n"
    new = "The quick brown red fox\njumps over the lazy dog,\nand then goes home to\neat.\n"
    assert _diff(old, new) == [
        "1|The quick brown {+red +}fox[- -]{+⏎+}jumps[-⏎-]{+ +}over the lazy dog,[- -]{+⏎+}and[-⏎-]{+ +}"
        "then goes home to[- -]{+⏎+}eat."
    ]


def test_hunks_are_separate_and_have_context_lines_with_text() -> None:
    lines = [f"line {number}" for number in range(1, 21)]
    old = "\n\n".join(lines)
    new = old.replace("line 3", "line three").replace("line 15", "line fifteen")
    first, second = changed_hunks(old, new)
    assert [_shown(line) for line in first] == ["3|line 2", "4|", "5|line [-3-]{+three+}", "6|", "7|line 4"]
    assert [line.number for line in second] == [27, 28, 29, 30, 31]


@given(_TEXTS, _TEXTS)
def test_the_pieces_hold_both_texts_and_nothing_else(old: str, new: str) -> None:
    pieces = [piece for hunk in changed_hunks(old, new, context=100) for line in hunk for piece in line.pieces]
    for text, other in ((old, "added"), (new, "removed")):
        found = "".join(piece.text for piece in pieces if piece.state != other)
        assert "".join(found.replace(LINE_END, "").split()) == ("" if old == new else "".join(text.split()))


@given(_TEXTS, _TEXTS)
def test_numbers_are_those_of_lines_of_the_new_text(old: str, new: str) -> None:
    numbers = [line.number for hunk in changed_hunks(old, new) for line in hunk if line.number is not None]
    assert numbers == sorted(set(numbers))
    assert all(1 <= number <= new.count("\n") + 1 for number in numbers)


@given(st.text(max_size=60))
def test_words_together_are_the_text(text: str) -> None:
    assert "".join(words(text)) == text


def test_letters_stay_whole_in_every_script() -> None:
    assert words("दुनिया है") == ["दुनिया", " ", "है"]
    assert words("ภาษา") == ["ภ", "า", "ษ", "า"]
    assert words("don't 👍🏽 e\u0301a 👩‍💻") == ["don't", " ", "👍🏽", " ", "e\u0301a", " ", "👩‍💻"]


def test_a_long_rewritten_text_is_still_counted() -> None:
    old, new = ("\n".join(f"{mark} {number} {mark}" for number in range(6_000)) for mark in ("old", "new"))
    comparison = word_diff(old, new)
    assert (comparison.added, comparison.removed) == (18_000, 18_000)


def test_only_the_parts_near_a_change_of_a_long_line_are_shown() -> None:
    text = "word " * 100 + "Julia " + "word " * 100
    (line,) = word_diff_lines(word_diff(text, text.replace("Julia", "Juliane")), 2, None)
    assert line.plain == f"   │ …{'word ' * 9}[-Julia-]{{+Juliane+}}{' word' * 9}…"


def test_lines_are_folded_between_words_and_stay_in_their_column() -> None:
    new = "Ask for the name, the date and the number of guests. 東京東京東京東京東京東京東京東京東京東京東京東京"
    lines = word_diff_lines(word_diff("Ask for the name.", new), 4, 40)
    assert all(line.cell_len <= 40 for line in lines)
    assert all(line.plain.startswith("     │ ") for line in lines)


def test_secrets_are_masked_and_no_control_reaches_the_terminal() -> None:
    key = "sk-proj-" + "aB3xY9kLm2Qw8Er5Tz1U" * 2
    old = f"Use the key {key} here.\x1b[31m\n"
    comparison = word_diff(old, old.replace("here", "there"))
    shown = "\n".join(line.plain for line in word_diff_lines(comparison, 0, None))
    assert key not in shown
    assert "\x1b" not in shown
    other = word_diff(old, old.replace("aB3xY9", "zz3xY9"))
    assert other.summary == "differs only in masked secrets"
