"""Every character of a text value is found where it stands in the source, however the value is written."""

from pathlib import Path

import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from personactl.document.node import Scalar, SequenceNode, Span
from personactl.document.parsing import parse
from personactl.document.passage import Passage, scalar_passage

_PATH = Path("case.yaml")
_LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="\ufeff")
_TEXTS = st.text(st.one_of(_LETTERS, st.sampled_from("  \n\n\t:#-'\"\\|>ab🙂é")), max_size=60)


def _passage(source: str) -> Passage:
    """The first item of the list that `source` is."""
    document = parse(source, _PATH)
    assert not document.problems
    assert isinstance(document.root, SequenceNode)
    item = document.root.items[0]
    assert isinstance(item, Scalar)
    assert isinstance(item.value, str)
    return scalar_passage(document, item)


def _source(passage: Passage, span: Span) -> str:
    return passage.lines.text[passage.lines.offset(span.start) : passage.lines.offset(span.end)]


def _decodes_to(source: str, character: str) -> bool:
    if source == character:
        return True
    if not source.strip(" \t\r\n"):
        breaks = source.replace("\r\n", "\n").replace("\r", "\n").count("\n")
        return character in " \n" and breaks >= 1
    return source == "''" or yaml.safe_load(f'"{source}"') == character


@given(
    text=_TEXTS,
    indicator=st.sampled_from(["", "'", '"', "|", ">"]),
    width=st.sampled_from([5, 20, 1000]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_the_source_of_every_character_of_a_dumped_text_decodes_to_it(
    text: str, indicator: str, width: int, line_end: str
) -> None:
    dumped = yaml.dump([text], default_style=indicator or None, width=width, allow_unicode=True)

    passage = _passage(dumped.replace("\n", line_end))

    assert passage.text == text
    _assert_every_character_is_found(passage)


@given(
    opening=st.sampled_from(["", "'", '"', "|", ">", "|-", "|+", ">-", ">+", "|1", ">2", "|2-", ">1+", "| # why"]),
    lines=st.lists(st.text(st.sampled_from("ab  \t#'\\\"né🙂"), max_size=8), max_size=7),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    indent=st.integers(1, 3),
)
def test_the_source_of_every_character_of_any_text_that_parses_decodes_to_it(
    opening: str, lines: list[str], line_end: str, indent: int
) -> None:
    closing = opening if opening in {"'", '"'} else ""
    body = f"{line_end}{' ' * indent}".join([opening, *lines]) + closing
    try:
        passage = _passage(f"- {body}{line_end}- end{line_end}")
    except AssertionError:
        assume(False)
    else:
        _assert_every_character_is_found(passage)


def _assert_every_character_is_found(passage: Passage) -> None:
    reached = 0
    for index, character in enumerate(passage.text):
        span = passage.span(index, index + 1)
        assert _decodes_to(_source(passage, span), character)
        start, end = passage.lines.offset(span.start), passage.lines.offset(span.end)
        assert reached <= start < end
        reached = end
