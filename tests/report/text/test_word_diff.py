"""Word-level differences: what a reader sees of two versions of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personactl.report.text.word_diff import LINE_END, Line, changed_places, words
from personactl.report.text.word_diff_text import compared, comparison_text

_MARKS = {"same": ("", ""), "gone": ("[-", "-]"), "come": ("{+", "+}")}
_TEXTS = st.text(alphabet=st.sampled_from("ab \n.-é東\u0301\t"), max_size=40)


def _shown(line: Line) -> str:
    marked = "".join(f"{_MARKS[piece.state][0]}{piece.text}{_MARKS[piece.state][1]}" for piece in line.pieces)
    return f"{line.number or '-'}|{marked}"


def _diff(old: str, new: str) -> list[str]:
    return [_shown(line) for place in changed_places(old, new, context=0) for line in place]


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
def test_what_went_and_came_is_marked_where_it_stands(old: str, new: str, shown: list[str]) -> None:
    assert _diff(old, new) == shown


def test_a_paragraph_that_was_filled_anew_is_told_by_its_line_ends() -> None:
    old = "The quick brown fox jumps\nover the lazy dog, and\nthen goes home to eat.\n"
    new = "The quick brown red fox\njumps over the lazy dog,\nand then goes home to\neat.\n"
    assert _diff(old, new) == [
        "1|The quick brown {+red +}fox[- -]{+⏎+}jumps[-⏎-]{+ +}over the lazy dog,[- -]{+⏎+}and[-⏎-]{+ +}"
        "then goes home to[- -]{+⏎+}eat."
    ]


def test_places_are_apart_and_have_context_that_says_something() -> None:
    lines = [f"line {number}" for number in range(1, 21)]
    old = "\n\n".join(lines)
    new = old.replace("line 3", "line three").replace("line 15", "line fifteen")
    first, second = changed_places(old, new)
    assert [_shown(line) for line in first] == ["3|line 2", "4|", "5|line [-3-]{+three+}", "6|", "7|line 4"]
    assert [line.number for line in second] == [27, 28, 29, 30, 31]


@given(_TEXTS, _TEXTS)
def test_nothing_is_lost_and_nothing_is_made_up(old: str, new: str) -> None:
    pieces = [piece for place in changed_places(old, new, context=100) for line in place for piece in line.pieces]
    for text, other in ((old, "come"), (new, "gone")):
        kept = "".join(piece.text for piece in pieces if piece.state != other)
        assert "".join(kept.replace(LINE_END, "").split()) == ("" if old == new else "".join(text.split()))


@given(_TEXTS, _TEXTS)
def test_numbers_are_those_of_lines_of_the_new_text(old: str, new: str) -> None:
    numbers = [line.number for place in changed_places(old, new) for line in place if line.number is not None]
    assert numbers == sorted(set(numbers))
    assert all(1 <= number <= new.count("\n") + 1 for number in numbers)


@given(st.text(max_size=60))
def test_words_together_are_the_text(text: str) -> None:
    assert "".join(words(text)) == text


def test_letters_stay_whole_in_every_script() -> None:
    assert words("दुनिया है") == ["दुनिया", " ", "है"]
    assert words("ภาษา") == ["ภ", "า", "ษ", "า"]
    assert words("don't 👍🏽 e\u0301a 👩‍💻") == ["don't", " ", "👍🏽", " ", "e\u0301a", " ", "👩‍💻"]


def test_a_long_text_that_was_rewritten_is_still_told() -> None:
    old, new = ("\n".join(f"{mark} {number} {mark}" for number in range(6_000)) for mark in ("old", "new"))
    comparison = compared(old, new)
    assert (comparison.came, comparison.went) == (18_000, 18_000)


def test_of_a_long_line_only_what_is_near_is_shown() -> None:
    text = "word " * 100 + "Julia " + "word " * 100
    (line,) = comparison_text(compared(text, text.replace("Julia", "Juliane")), 2, None)
    assert line.plain == f"   │ …{'word ' * 9}[-Julia-]{{+Juliane+}}{' word' * 9}…"


def test_lines_are_folded_between_words_and_stay_in_their_column() -> None:
    new = "Ask for the name, the date and the number of guests. 東京東京東京東京東京東京東京東京東京東京東京東京"
    lines = comparison_text(compared("Ask for the name.", new), 4, 40)
    assert all(line.cell_len <= 40 for line in lines)
    assert all(line.plain.startswith("     │ ") for line in lines)


def test_secrets_are_masked_and_nothing_steers_the_terminal() -> None:
    key = "sk-proj-" + "aB3xY9kLm2Qw8Er5Tz1U" * 2
    old = f"Use the key {key} here.\x1b[31m\n"
    comparison = compared(old, old.replace("here", "there"))
    shown = "\n".join(line.plain for line in comparison_text(comparison, 0, None))
    assert key not in shown
    assert "\x1b" not in shown
    other = compared(old, old.replace("aB3xY9", "zz3xY9"))
    assert other.summary == "differs only in what is masked as a secret"
