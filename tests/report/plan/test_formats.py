"""Plans as Markdown, in which no text of a plan is markup, as a table of counts, and compared with each other."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from personactl.persona.project_resource import Address
from personactl.report.plan.plan_counts import counts_by_kind, plan_summary
from personactl.report.plan.plan_diff import plan_differences
from personactl.report.plan.plan_formats import FORMATS
from personactl.report.plan.plan_json import plan_json
from personactl.report.plan.plan_markdown import plan_markdown
from personactl.report.plan.plan_text import plan_table
from personactl.sync.plan.item_state import state_of
from personactl.sync.plan.plan import Conflict, Create, Item, NameTaken, Plan, Unchanged
from personactl.sync.values.three_way import Known
from tests.report.plan.plan_sample import NOTHING, PLAN, PROMPT, conflict, mine, persona

_CASES = Path(__file__).parents[2] / "cases" / "plan"
_HOSTILE = [
    "| a | b |\n|---|---|\n</pre></details><script>alert(1)</script>",
    "<!-- \n# heading\n```\n[link](http://example.com) ![i](x) @somebody #1 $x$",
    "`` ` ``` ` \\ | \x1b[31m \u202e <b>x</b> &amp;",
]


def test_markdown_is_the_golden_file() -> None:
    assert plan_markdown(PLAN, "staging") == (_CASES / "plan.md").read_text(encoding="utf-8")


def test_the_table_is_the_golden_file() -> None:
    lines = "".join(f"{line.plain}\n" for line in plan_table(PLAN))
    assert lines == (_CASES / "summary.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", _HOSTILE)
def test_text_of_a_file_or_the_platform_is_never_markup(text: str) -> None:
    key = "a<b>|`@x"
    items = (
        Item(Address("persona", key), f"{key}.yaml", text, Create(NOTHING), (mine("name", None, text),), (text,)),
        Item(Address("persona", "p"), text, "P", Conflict(text), (conflict(text, text, Known(f"{text} {PROMPT}")),)),
        Item(Address("tool", text), "t.yaml", text, NameTaken((text,)), trusted=(text,)),
    )
    html = MarkdownIt("commonmark").enable("table").render(plan_markdown(Plan(items), text))
    plain = html
    for tag in ("details", "summary", "pre", "ins", "del", "table", "thead", "tbody", "tr", "th", "td", "h3", "code"):
        plain = plain.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    plain = plain.replace("<p>", "").replace("</p>", "").replace("<em>", "").replace("</em>", "")
    assert "<" not in plain
    assert html.count("<details>") == html.count("</details>") == 3
    assert "\x1b" not in html
    assert "\u202e" not in html


def test_a_plan_too_large_for_a_summary_is_cut_with_a_note() -> None:
    items = tuple(
        Item(Address("persona", f"p{number}"), "p.yaml", "P", Create(NOTHING), (mine("name", None, "P" * 50),))
        for number in range(500)
    )
    text = plan_markdown(Plan(items), max_bytes=20_000)
    assert len(text.encode()) <= 20_500
    assert "more; the other formats show all of them" in text


def test_in_sync_is_one_line() -> None:
    plan = Plan(tuple(Item(persona(f"p{number}"), "p.yaml", "P", Unchanged("id", None)) for number in range(3)))
    assert plan_markdown(plan, "local") == "### ✅ local: 3 in sync\n"
    assert [line.plain for line in plan_table(plan)] == ["          in sync", "personas        3"]
    assert [line.plain for line in plan_table(Plan(()))] == [plan_summary(Plan(()))]


def test_every_kind_is_counted_separately() -> None:
    counted = counts_by_kind(PLAN)
    assert list(counted) == ["document", "tool", "persona"]
    assert all(list(found) == list(counted["tool"]) for found in counted.values())
    assert sum(sum(found.values()) for found in counted.values()) == len(PLAN.items)
    assert {name for found in counted.values() for name in found} == {state_of(item).value for item in PLAN.items}


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_takes_every_plan(format: str) -> None:
    assert FORMATS[format](PLAN, "local", 60)
    assert FORMATS[format](Plan(()), "local", None) is not None


def test_differences_between_two_plans_are_named() -> None:
    was = plan_json(PLAN)
    assert plan_differences(was, was) == []
    items = {item.key: item for item in PLAN.items if item.key != "gone"}
    items["both"] = replace(items["both"], action=Create(NOTHING))
    items["changed"] = replace(
        items["changed"], changes=(mine("description", None, "Other"), *items["changed"].changes[1:])
    )
    assert plan_differences(was, plan_json(Plan(tuple(items.values())))) == [
        "both: conflict became create",
        "changed: description",
        "gone: no longer in the plan",
    ]
    assert plan_differences({}, plan_json(Plan((items["both"],)))) == ["both: create, was not in the plan"]
