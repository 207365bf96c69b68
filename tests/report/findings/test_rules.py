"""Rules as text, Markdown and JSON, compared with golden files."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from rich.text import Text

from personactl.lint.rule_registry import RULES
from personactl.report.findings.rule_json import rules_json
from personactl.report.findings.rule_markdown import FAMILIES, rule_markdown, rules_markdown
from personactl.report.findings.rule_text import rule_rows, rule_text
from tests.report.findings.rules_sample import RULES_SAMPLE

_FOLDER = Path(__file__).parents[2] / "cases" / "rules"


def _golden(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _plain(row: Sequence[str | Text | None]) -> list[str | None]:
    return [str(cell) if isinstance(cell, Text) else cell for cell in row]


def test_text_is_the_golden_file() -> None:
    pages = ("".join(f"{line.plain}\n" for line in rule_text(rule)) for rule in RULES_SAMPLE[:3])
    assert "---\n".join(pages) == _golden("rules.txt")


def test_markdown_is_the_golden_file() -> None:
    pages = [rules_markdown(RULES_SAMPLE), *(rule_markdown(rule) for rule in RULES_SAMPLE[:3])]
    assert "\n---\n\n".join(pages) == _golden("rules.md")


def test_json_is_the_golden_file() -> None:
    assert json.dumps(rules_json(RULES_SAMPLE), indent=2, ensure_ascii=False) + "\n" == _golden("rules.json")


def test_a_row_says_when_a_rule_runs_and_how_it_is_fixed() -> None:
    rows = {str(row[0]): _plain(row)[2:4] for row in rule_rows(RULES_SAMPLE)}
    assert rows["S101"] == ["error", "safe"]
    assert rows["S104"] == ["warning, off by default", "unsafe"]
    assert rows["R205"] == ["info, with --online, off by default", None]


def test_every_family_has_a_title() -> None:
    assert {code[0] for code in RULES} <= FAMILIES.keys()


def test_text_of_a_rule_is_never_markup_in_a_table() -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(rules_markdown(RULES_SAMPLE))
    cells = [token for token in tokens if token.type == "inline"]
    shown = ["".join(part.content for part in cell.children or ()) for cell in cells]
    assert all(rule.summary in shown for rule in RULES_SAMPLE)
    kinds = {part.type for cell in cells for part in cell.children or ()}
    assert kinds <= {"text", "text_special", "code_inline"}


@pytest.mark.parametrize("code", RULES)
def test_every_rule_can_be_shown(code: str) -> None:
    rule = RULES[code]
    lines = [line.plain for line in rule_text(rule)]
    assert rule.why in lines
    assert all("\n" not in line for line in lines)
    page = MarkdownIt("commonmark").parse(rule_markdown(rule))
    fences = [token.content for token in page if token.type == "fence"]
    assert fences == [f"{example.rstrip()}\n" for example in (rule.bad, rule.good) if example]
    assert [token.tag for token in page if token.type == "heading_open"] == ["h1", *["h2"] * len(fences)]
