"""Plans as text, compared with a golden file."""

import json
from pathlib import Path

import pytest
from rich.text import Text

from personactl.json_value import JsonValue
from personactl.report.plan.outcomes_report import outcomes_text
from personactl.report.plan.plan_counts import plan_summary
from personactl.report.plan.plan_json import plan_json
from personactl.report.plan.plan_markdown import plan_markdown
from personactl.report.plan.plan_text import plan_text
from personactl.sync.plan.plan import Conflict, Drift, Item, Plan, Unchanged, Update, Write
from personactl.sync.plan.planner import STAYS_DELETED
from personactl.sync.values.three_way import ABSENT, Known
from tests.report.plan.plan_sample import NOTHING, OUTCOMES, PLAN, PROMPT, conflict, mine, persona

_GOLDEN = Path(__file__).parents[2] / "cases" / "plan" / "plan.txt"


def _plain(lines: list[Text]) -> str:
    return "".join(f"{line.plain}\n" for line in lines)


def test_text_is_the_golden_file() -> None:
    assert _plain(plan_text(PLAN)) == _GOLDEN.read_text(encoding="utf-8")


def test_the_summary_counts_every_persona_once() -> None:
    assert plan_summary(PLAN) == (
        "1 to create, 2 diverged, 1 to adopt, 1 to replace, 1 to delete, "
        "2 drift, 1 conflict, 1 name taken, 1 not ours, 1 missing, 2 in sync"
    )
    assert plan_summary(Plan(())) == "nothing to compare"


def test_text_of_a_file_or_the_platform_cannot_control_the_terminal() -> None:
    text = _plain(plan_text(PLAN))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold]Front[/bold]" in text


def test_many_personas_in_sync_share_one_line() -> None:
    items = tuple(Item(persona(f"p{number}"), f"p{number}.yaml", "P", Unchanged("id", None)) for number in range(500))
    assert _plain(plan_text(Plan(items))) == "= p0, p1, p2, p3, p4, p5, p6, p7 and 492 more\n"


def test_a_text_that_only_lost_its_last_newline_is_described_as_such() -> None:
    (item,) = (item for item in PLAN.items if item.key == "changed")
    one = Item(item.address, item.path, item.name, item.action, (mine("systemPrompt", PROMPT, PROMPT.rstrip()),))
    assert "differs only in line endings, white space or punctuation" in _plain(plan_text(Plan((one,))))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(line.cell_len for line in plan_text(PLAN, width)) <= width
    assert max(line.cell_len for line in outcomes_text(OUTCOMES, width)) <= width


def test_a_reference_is_never_shown_raw() -> None:
    schema: JsonValue = {"folders": ["personactl:knowledge/store-faq"], "about": "What is asked at the counter " * 4}
    items = (
        Item(
            persona("cara"),
            "cara.yaml",
            "Cara",
            Update("id", "", NOTHING),
            (mine("config", {"folders": ["x"]}, schema),),
        ),
        *PLAN.items,
    )
    for shown in (
        _plain(plan_text(Plan(items))),
        plan_markdown(Plan(items)),
        json.dumps(plan_json(Plan(items))),
    ):
        assert "personactl:" not in shown
        assert "store-faq" in shown


def test_tools_of_the_platform_have_the_name_that_the_file_uses() -> None:
    pinned = Write({}, {}, {}, {"toolIds: end_call": "id-end-call"})
    changes = (mine("toolIds", ["id-none"], ["id-end-call"]),)
    (item,) = (Item(persona("cara"), "cara.yaml", "Cara", Update("id", "", pinned), changes),)
    assert "      - id-none\n      + tool end_call\n" in _plain(plan_text(Plan((item,))))


def test_items_with_the_same_name_are_still_distinguished() -> None:
    changes = (mine("notes", ["one\ntwo"], ["six\nten"]),)
    (item,) = (Item(persona("cara"), "cara.yaml", "Cara", Update("id", "", NOTHING), changes),)
    assert "+1 −1 items" in _plain(plan_text(Plan((item,))))


def test_a_conflict_about_a_deletion_says_that_the_file_was_deleted() -> None:
    item = Item(persona("old"), "", "Old", Conflict("id-old"), (conflict("name", ABSENT, Known("Older")),))
    assert _plain(plan_text(Plan((item,)))) == (
        "! old  conflict: its file was deleted, and it was changed on the platform\n"
        "    name  file:     (not in the file)  (conflict)\n"
        "          platform: Older\n"
    )


def test_a_resource_that_stays_deleted_is_left_alone_and_not_called_changed() -> None:
    item = Item(persona("otto"), "personas/otto.yaml", "Otto", Drift("id", None), (), (STAYS_DELETED,))
    assert _plain(plan_text(Plan((item,)))) == (
        "< otto  personas/otto.yaml  drift: left alone\n  note: it was deleted on the platform, and stays deleted\n"
    )
