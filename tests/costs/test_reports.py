"""Twice the findings, or twice the plan, takes twice the steps to print, in every format."""

from collections.abc import Callable
from pathlib import Path

import pytest

from personactl.lint.rule_selection import DEFAULT
from personactl.lint.run import lint_files
from personactl.report.findings.findings_formats import REPORTERS
from personactl.report.plan.plan_formats import FORMATS
from personactl.sync.plan.plan import Item, Plan, Update
from tests.costs.long_files import TEXTS, assert_linear, counted
from tests.report.plan.plan_sample import NOTHING, mine, persona

_SIZES = (60, 120, 240)
_PRINTED = ("unknown keys", "one long line", "wide characters", "keys on a line", "references")

PLANS: dict[str, Callable[[int], Plan]] = {
    "items": lambda size: Plan(tuple(_item(f"k{number}", [("description", "old", "new")]) for number in range(size))),
    "fields": lambda size: Plan((_item("k", [(f"f{number}", "old", "new") for number in range(size)]),)),
    "lines": lambda size: _changed_text(size, "\n"),
    "words": lambda size: _changed_text(size, " "),
}


@pytest.mark.parametrize("name", REPORTERS)
@pytest.mark.parametrize("case", _PRINTED)
def test_every_report_of_findings(name: str, case: str, tmp_path: Path) -> None:
    (tmp_path / "personas").mkdir()
    path = tmp_path / "personas" / "cara.yaml"

    def run(size: int) -> Callable[[], object]:
        path.write_text(TEXTS[case](size), encoding="utf-8")
        report = lint_files([path], tmp_path, DEFAULT)
        return lambda: REPORTERS[name].render(report, 80)

    assert_linear([counted(run(size)) for size in _SIZES], f"{name} of {case}")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("case", PLANS)
def test_every_report_of_a_plan(name: str, case: str) -> None:
    plans = [PLANS[case](size) for size in _SIZES]
    counts = [counted(lambda plan=plan: FORMATS[name](plan, "prod", 80)) for plan in plans]  # type: ignore[misc]

    assert_linear(counts, f"{name} of a plan with many {case}")


def _changed_text(size: int, between: str) -> Plan:
    old = between.join(f"word{number}" for number in range(size))
    return Plan((_item("k", [("systemPrompt", old, old.replace("5", "6"))]),))


def _item(key: str, changes: list[tuple[str, str, str]]) -> Item:
    made = tuple(mine(path, old, new) for path, old, new in changes)
    return Item(persona(key), f"personas/{key}.yaml", key, Update("id", "2026-11-22T10:00:00.000Z", NOTHING), made)
