"""Every character of a text value is found at its place in the source, in every style."""

from pathlib import Path

import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from personactl.document.node import Scalar, SequenceNode, Span
from personactl.document.parser import parse
from personactl.document.passage import Passage, file_passage, scalar_passage
from personactl.document.scalars import scalar_value

_PATH = Path("case.yaml")
_LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="\ufeff")
_TEXTS = st.text(st.one_of(_LETTERS, st.sampled_from("  \n\n\t:#-'\"\\|>ab🙂é")), max_size=60)


def _passage(source: str) -> Passage:
    """Return the first item of the list in `source`."""
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
    assume(indicator or scalar_value(text, plain=True, tag=None) == text)  # what another YAML leaves plain, such as 0E0

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


@given(
    text=_TEXTS.filter(bool),
    indicator=st.sampled_from(["", "'", '"', "|", ">"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    new=st.text(st.sampled_from("ab \n'\"\\:#-é🙂"), max_size=6),
    data=st.data(),
)
def test_a_rewritten_source_has_the_new_value(
    text: str, indicator: str, line_end: str, new: str, data: st.DataObject
) -> None:
    assume(indicator or scalar_value(text, plain=True, tag=None) == text)
    passage = _passage(yaml.dump([text], default_style=indicator or None, allow_unicode=True).replace("\n", line_end))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    rewritten = passage.rewritten(start, end, new)
    assume(rewritten is not None)
    assert rewritten is not None
    span, source = rewritten

    before, after = passage.lines.offset(span.start), passage.lines.offset(span.end)
    changed = passage.lines.text[:before] + source + passage.lines.text[after:]
    assert _passage(changed).text == text[:start] + new + text[end:]


@given(text=st.text(st.sampled_from("ab\r\né🙂 "), max_size=40), data=st.data())
def test_a_file_of_text_is_found_and_edited_in_place(text: str, data: st.DataObject) -> None:
    passage = file_passage(_PATH, text)
    _assert_every_character_is_found(passage)
    start = data.draw(st.integers(0, len(passage.text)))
    end = data.draw(st.integers(start, len(passage.text)))

    if start < end and passage.editable(start, end):
        assert _source(passage, passage.span(start, end)) == passage.text[start:end]


def test_what_is_not_written_as_it_reads_is_not_editable() -> None:
    folded = _passage("- >\n  one\n  two\n")
    escaped = _passage('- "a\\u0062c"\n')

    assert folded.editable(0, 3)
    assert not folded.editable(0, 5)
    assert escaped.editable(0, 1)
    assert not escaped.editable(0, 2)
    assert not file_passage(_PATH, "a\r\nb").editable(0, 2)


def test_text_that_would_not_stay_plain_is_not_written_plainly() -> None:
    assert _passage("- one two\n").rewritten(4, 7, "x: y") is None
    assert _passage("- one two\n").rewritten(0, 9, "true") is None
    assert _passage("- one two\n").rewritten(4, 7, "") is None
    assert _passage("- one two\n").rewritten(4, 7, "three") is not None
