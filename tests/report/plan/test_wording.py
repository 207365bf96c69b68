"""The sides of a plan are named for what they are; a promotion or rollback does not mention a file."""

import re

import pytest
from msgspec.structs import replace

from personactl.report.plan.plan_json import plan_json
from personactl.report.plan.plan_markdown import plan_markdown
from personactl.report.plan.plan_text import plan_text
from personactl.sync.plan.plan import Conflict, Item, Plan
from personactl.sync.plan.wording import PlanWording, promotion, rollback
from personactl.sync.values.three_way import ABSENT, Known
from tests.report.plan.plan_sample import PLAN, PROMPT, conflict, mine, persona, theirs

PROMOTION, ROLLBACK = promotion("staging", "production"), rollback(12)
_OF_A_FILE = re.compile(r"\((mine|theirs)\b|\bmine:|\| (mine|theirs) |file:|the file|the platform to the file")


def _text(plan: Plan) -> str:
    return "".join(f"{line.plain}\n" for line in plan_text(plan))


@pytest.mark.parametrize("wording", [PROMOTION, ROLLBACK])
def test_a_plan_without_files_does_not_mention_one(wording: PlanWording) -> None:
    plan = replace(PLAN, wording=wording)
    assert not _OF_A_FILE.search(_text(plan))
    assert not _OF_A_FILE.search(plan_markdown(plan, "production"))
    assert _OF_A_FILE.search(_text(PLAN))
    assert _OF_A_FILE.search(plan_markdown(PLAN, "production"))


def test_a_program_reads_the_same_whatever_the_plan_is_for() -> None:
    assert plan_json(replace(PLAN, wording=ROLLBACK)) == plan_json(replace(PLAN, wording=PROMOTION)) == plan_json(PLAN)


def _both(wording: PlanWording) -> str:
    changes = (
        conflict("description", "New", Known("Changed")),
        conflict("systemPrompt", PROMPT, Known(PROMPT.replace("brief", "kind"))),
        conflict("skipGreeting", ABSENT, Known(True)),
        mine("name", "Cara", "Cora"),
        theirs("avatarModel", "cara-3", "cara-4"),
    )
    return _text(Plan((Item(persona("cara"), "x", "Cara", Conflict("id"), changes),), wording=wording))


def test_a_promotion_names_both_targets() -> None:
    assert _both(PROMOTION) == (
        "! cara  x  conflict: changed on staging and on production\n"
        "    description   staging:    New  (conflict)\n"
        "                  production: Changed\n"
        "    systemPrompt  staging:    5 lines, 47 characters  (conflict)\n"
        "                  production: 5 lines, 46 characters\n"
        "                  diff:       +1 −1 words  (from production to staging)\n"
        "      4 │ # Tone\n"
        "      5 │ Be [-kind-]{+brief+}.\n"
        "    skipGreeting  staging:    (not set on staging)  (conflict)\n"
        "                  production: true\n"
        "    name          Cara → Cora  (staging)\n"
        "    avatarModel   cara-3 → cara-4  (production)\n"
    )


def test_a_field_that_only_the_files_set_for_the_target_is_named_as_theirs() -> None:
    own = replace(PROMOTION, target_fields={persona("cara"): ("name", "description")})
    shown = _both(own)
    assert "    name          Cara → Cora  (its file)\n" in shown
    assert "    description   file:       New  (conflict)\n" in shown
    assert "    avatarModel   cara-3 → cara-4  (production)\n" in shown


def test_a_rollback_distinguishes_the_values_before_the_run_from_later_ones() -> None:
    shown = _both(ROLLBACK)
    assert "conflict: changed on the platform since\n" in shown
    assert "    description   before run 12: New  (conflict)\n" in shown
    assert "                  platform:      Changed\n" in shown
    assert "+1 −1 words  (from the platform to what it was before run 12)\n" in shown
    assert "    name          Cara → Cora  (before run 12)\n" in shown
    assert "    avatarModel   cara-3 → cara-4  (changed since)\n" in shown
