"""Outcomes of a push as text and as JSON, compared with golden files."""

import json
from pathlib import Path

from personactl.report.plan.outcomes_report import outcomes_json, outcomes_summary, outcomes_text
from tests.report.plan.plan_sample import OUTCOMES

_GOLDEN = Path(__file__).parents[2] / "cases" / "plan"


def test_text_is_the_golden_file() -> None:
    text = "".join(f"{line.plain}\n" for line in outcomes_text(OUTCOMES))
    assert text == (_GOLDEN / "outcomes.txt").read_text(encoding="utf-8")
    assert "\x1b" not in text


def test_json_is_the_golden_file() -> None:
    text = json.dumps(outcomes_json(OUTCOMES), indent=2) + "\n"
    assert text == (_GOLDEN / "outcomes.json").read_text(encoding="utf-8")


def test_every_outcome_has_the_same_keys() -> None:
    shapes = {tuple(outcome) for outcome in outcomes_json(OUTCOMES) if isinstance(outcome, dict)}
    assert len(shapes) == 1


def test_the_summary_counts_every_persona_once() -> None:
    assert (
        outcomes_summary(OUTCOMES)
        == "1 created, 1 updated, 1 adopted, 1 drift left alone, 1 failed, 1 skipped, 1 in sync"
    )
    assert outcomes_summary(()) == "nothing to do"
