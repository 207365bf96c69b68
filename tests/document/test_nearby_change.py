"""A change that is judged by what is near it is judged as one for which everything is read."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from personactl.document.nearby_change import Followed, FollowedFile
from personactl.document.node import Scalar, SequenceNode
from personactl.document.parser import parse
from personactl.document.passage import Passage, file_passage, scalar_passage
from personactl.persona.read.ignore_comments import ignore_comments

_NEW = st.sampled_from(
    [
        "",
        "a",
        " ",
        "\n",
        "b c",
        "- ",
        "#",
        "''",
        "\\",
        '"',
        ": ",
        "x\n",
        "\nx",
        "1",
        "<!-- personactl: ignore -->",
        "\r",
    ]
)


def _same_as_by_reading_everything(passage: Passage, start: int, end: int, new: str) -> None:
    nearby = passage.rewritten(start, end, new)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Followed, "_flow_means", lambda _self, _change: None)
        patch.setattr(Followed, "_block_means", lambda _self, _change: None)
        patch.setattr(FollowedFile, "means", lambda _self, _change: None)
        assert nearby == passage.rewritten(start, end, new)


@given(
    opening=st.sampled_from(["", "'", '"', "|", ">", "|-", ">+", "|1", ">2", "| # why"]),
    lines=st.lists(st.text(st.sampled_from("ab  \t#'\\\"né: -"), max_size=8), min_size=1, max_size=7),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    indent=st.integers(1, 3),
    new=_NEW,
    data=st.data(),
)
def test_in_scalars(opening: str, lines: list[str], line_end: str, indent: int, new: str, data: st.DataObject) -> None:
    closing = opening if opening in {"'", '"'} else ""
    body = f"{line_end}{' ' * indent}".join([opening, *lines]) + closing
    document = parse(f"- {body}{line_end}- end{line_end}", Path("a.yaml"))
    assume(not document.problems and isinstance(document.root, SequenceNode))
    assert isinstance(document.root, SequenceNode)
    scalar = document.root.items[0]
    assume(isinstance(scalar, Scalar) and isinstance(scalar.value, str))
    assert isinstance(scalar, Scalar)
    text = str(scalar.value)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    _same_as_by_reading_everything(scalar_passage(document, scalar), start, end, new)


@given(
    parts=st.lists(
        st.sampled_from(["a", " ", "\n", "\r", "\r\n", "<!-- personactl: ignore[P1] -->", "# ", "x\n"]), max_size=14
    ),
    new=_NEW,
    data=st.data(),
)
def test_in_files(parts: list[str], new: str, data: st.DataObject) -> None:
    passage = file_passage(Path("a.md"), "".join(parts), ignore_comments)
    start = data.draw(st.integers(0, len(passage.text)))
    end = data.draw(st.integers(start, len(passage.text)))

    _same_as_by_reading_everything(passage, start, end, new)
