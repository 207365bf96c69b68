"""What a prompt file says to the linter is no part of the prompt, and everything else of it stays as it stands."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from personactl.document.passage import file_passage
from personactl.persona.read.ignore_comments import ignore_comments, without_ignore_comments
from personactl.persona.read.referenced_files import read_prompt

_REMARK = "<!-- personactl: ignore[P411] -->"
_PIECES = st.lists(
    st.sampled_from([_REMARK, "You", "are Cara.", " ", "\t", "\n", "\r\n", "\r", "<!-- a note -->", "🙂"])
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{_REMARK}\nYou are Cara.\n", "You are Cara.\n"),
        (f"You are Cara.\n  {_REMARK}  \r\nBe brief.\n", "You are Cara.\nBe brief.\n"),
        (f"You are Cara. {_REMARK}\nBe brief.\n", "You are Cara.\nBe brief.\n"),
        (f"You are {_REMARK} Cara.\n", "You are Cara.\n"),
        (f"{_REMARK} You are Cara.\n", "You are Cara.\n"),
        (f"You are Cara.\n{_REMARK}", "You are Cara.\n"),
        (f"{_REMARK}{_REMARK}\n{_REMARK}\nYou are Cara.\n", "You are Cara.\n"),
        ("<!--personactl: ignore-->\nYou are Cara.\n", "You are Cara.\n"),
        ("<!-- a note for the model -->\nYou are Cara.\n", "<!-- a note for the model -->\nYou are Cara.\n"),
        ("Write # personactl: ignore[P411] above it.\n", "Write # personactl: ignore[P411] above it.\n"),
    ],
)
def test_a_remark_goes_with_the_line_that_held_nothing_else(text: str, left: str) -> None:
    assert without_ignore_comments(text) == left


def test_what_is_pushed_has_none(tmp_path: Path) -> None:
    (tmp_path / "cara.md").write_text(f"{_REMARK}\r\nYou are Cara.\r\n\r\n{_REMARK}\r\n", encoding="utf-8")

    assert read_prompt("cara.md", tmp_path, tmp_path) == "You are Cara."


@example(f"\r{_REMARK}\n\n")
@example(f"\r{_REMARK}\r{_REMARK}{_REMARK}\n\n")
@given(_PIECES.map("".join))
def test_every_character_of_the_rest_keeps_its_place(text: str) -> None:
    passage = file_passage(Path("cara.md"), text, ignore_comments)

    assert passage.text == without_ignore_comments(text).replace("\r\n", "\n").replace("\r", "\n")
    for index, character in enumerate(passage.text):
        span = passage.span(index, index + 1)
        source = text[passage.lines.offset(span.start) : passage.lines.offset(span.end)]
        assert source.replace("\r\n", "\n").replace("\r", "\n") == character


def test_a_rewrite_leaves_the_remarks_alone() -> None:
    passage = file_passage(Path("cara.md"), f"{_REMARK}\nYou are TODO. {_REMARK} Be brief.\n", ignore_comments)
    start = passage.text.index("TODO")

    written = passage.rewritten(start, start + 4, "Cara")
    assert written is not None
    assert passage.lines.offset(written[0].start) == len(_REMARK) + 1 + len("You are ")
    assert passage.rewritten(start, len(passage.text), "Cara.") is None
