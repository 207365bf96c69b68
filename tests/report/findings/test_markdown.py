"""The job summary, as a Markdown renderer sees it."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from personactl.document.node import Place, Span
from personactl.lint.finding import Finding, Severity
from personactl.lint.lint_report import Report
from personactl.report.findings.findings_markdown import findings_markdown
from personactl.report.text.markdown import block, code, escaped
from tests.report.findings.findings_sample import SAMPLE


def _cells(text: str) -> list[list[str]]:
    """Return the rows of the table as shown, with `<br>` as a newline; any other markup in a cell fails."""
    rows: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "tr_open":
            rows.append([])
        if token.type == "inline" and rows:
            parts = token.children or []
            assert {part.type for part in parts} <= {"text", "text_special", "code_inline", "html_inline"}
            assert all(part.content == "<br>" for part in parts if part.type == "html_inline")
            rows[-1].append("".join("\n" if part.type == "html_inline" else part.content for part in parts))
    return rows[1:]


def _only(message: str, path: str = "a.yaml") -> Report:
    span = Span(Place(3, 5), Place(3, 9))
    return Report.of([], [Finding(Path(path), span, "S101", Severity.error, message, message, "")])


def test_every_finding_is_a_row() -> None:
    rows = _cells(findings_markdown(SAMPLE))
    assert [len(row) for row in rows] == [4] * len(SAMPLE.findings)
    assert [row[1] for row in rows] == [f"{f.path}:{f.span.start.line}:{f.span.start.column}" for f in SAMPLE.findings]


@pytest.mark.parametrize(
    "text",
    [
        "a | b \\| c",
        "`code` and ``more`` and \\`",
        "<img src=x onerror=y> <!-- x --> &amp; &#60;",
        "*a* _b_ __c__ ~~d~~ [e](https://example.com) ![f](g)",
        "@all $x^2$",
        "# no heading, - no list, 1. no number",
        "trailing \\",
    ],
)
def test_text_of_a_file_is_shown_as_it_is(text: str) -> None:
    ((_, _, _, what),) = _cells(findings_markdown(_only(text)))
    assert what == f"{text}\n{text}"


@pytest.mark.parametrize("name", ["a`b.yaml", "`a.yaml", "a|b.yaml", "a``b`.yaml", "<b>.yaml"])
def test_a_file_keeps_its_name(name: str) -> None:
    ((_, where, _, _),) = _cells(findings_markdown(_only("m", name)))
    assert where == f"{name}:3:5"


def test_a_summary_too_large_for_github_is_cut_with_a_note() -> None:
    cut = findings_markdown(SAMPLE, max_bytes=300)
    assert 0 < len(_cells(cut)) < len(SAMPLE.findings)
    assert f"… and {len(SAMPLE.findings) - len(_cells(cut))} more;" in cut
    assert len(_cells(findings_markdown(SAMPLE))) == len(SAMPLE.findings)


def test_a_clean_report_is_its_heading() -> None:
    assert findings_markdown(Report.of([Path("a.yaml")], [])) == "### ✅ 1 file checked, no findings\n"


def test_infos_alone_do_not_look_like_a_failure() -> None:
    infos = Report.of([], [finding for finding in SAMPLE.findings if finding.severity is Severity.info])
    assert findings_markdown(infos).startswith("### ✅ ")


def test_mentions_and_tags_are_escaped() -> None:
    assert escaped("@one <b>") == "&#64;one &lt;b&gt;"


def test_a_fence_is_longer_than_any_in_its_text() -> None:
    assert block("```\na\n```", "yaml") == "````yaml\n```\na\n```\n````\n"
    assert code("a``b") == "```a``b```"
