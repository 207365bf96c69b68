"""Ignore comments are removed from a prompt, and the rest of the prompt does not change."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from personactl.document.passage import file_passage
from personactl.persona.read.ignore_comments import ignore_comments, without_ignore_comments
from personactl.persona.read.referenced_files import read_prompt

_COMMENT = "<!-- personactl: ignore[P411] -->"
_PIECES = st.lists(
    st.sampled_from([_COMMENT, "You", "are Cara.", " ", "\t", "\n", "\r\n", "\r", "<!-- a note -->", "🙂"])
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{_COMMENT}\nYou are Cara.\n", "You are Cara.\n"),
        (f"You are Cara.\n  {_COMMENT}  \r\nBe brief.\n", "You are Cara.\nBe brief.\n"),
        (f"You are Cara. {_COMMENT}\nBe brief.\n", "You are Cara.\nBe brief.\n"),
        (f"You are {_COMMENT} Cara.\n", "You are Cara.\n"),
        (f"{_COMMENT} You are Cara.\n", "You are Cara.\n"),
        (f"You are Cara.\n{_COMMENT}", "You are Cara.\n"),
        (f"{_COMMENT}{_COMMENT}\n{_COMMENT}\nYou are Cara.\n", "You are Cara.\n"),
        (f"You are Cara.\r\r{_COMMENT}\n\nBe brief.", "You are Cara.\n\n\nBe brief."),
        ("<!--personactl: ignore-->\nYou are Cara.\n", "You are Cara.\n"),
        ("<!-- a note for the model -->\nYou are Cara.\n", "<!-- a note for the model -->\nYou are Cara.\n"),
        ("Write # personactl: ignore[P411] above it.\n", "Write # personactl: ignore[P411] above it.\n"),
    ],
)
def test_a_comment_is_removed_with_its_line_if_the_line_has_nothing_else(text: str, left: str) -> None:
    assert without_ignore_comments(text) == left


def test_a_prompt_has_no_ignore_comments(tmp_path: Path) -> None:
    (tmp_path / "cara.md").write_text(f"{_COMMENT}\r\nYou are Cara.\r\n\r\n{_COMMENT}\r\n", encoding="utf-8")

    assert read_prompt("cara.md", tmp_path, tmp_path) == "You are Cara."


@example(f"\r{_COMMENT}\n\n")
@example(f"\r\r{_COMMENT}\n\n")
@example(f"\r{_COMMENT}\r{_COMMENT}{_COMMENT}\n\n")
@given(_PIECES.map("".join))
def test_every_other_character_keeps_its_position(text: str) -> None:
    passage = file_passage(Path("cara.md"), text, ignore_comments)

    assert passage.text == without_ignore_comments(text)
    for index, character in enumerate(passage.text):
        span = passage.span(index, index + 1)
        source = text[passage.lines.offset(span.start) : passage.lines.offset(span.end)]
        assert source.replace("\r\n", "\n").replace("\r", "\n") == character


def test_a_rewrite_does_not_change_ignore_comments() -> None:
    passage = file_passage(Path("cara.md"), f"{_COMMENT}\nYou are TODO. {_COMMENT} Be brief.\n", ignore_comments)
    start = passage.text.index("TODO")

    written = passage.rewritten(start, start + 4, "Cara")
    assert written is not None
    assert passage.lines.offset(written[0].start) == len(_COMMENT) + 1 + len("You are ")
    assert passage.rewritten(start, len(passage.text), "Cara.") is None
