"""Twice the findings, or twice the plan, takes twice the steps to print, in every format."""

from collections.abc import Callable
from pathlib import Path

import pytest

from personactl.lint.rule_selection import DEFAULT
from personactl.lint.run import lint_files
from personactl.report.findings.findings_formats import REPORTERS
from personactl.report.plan.plan_formats import FORMATS
from personactl.sync.plan.plan import Item, Plan, Update
from tests.costs.counted_work import Steps, counted_patterns, steps_of
from tests.report.plan.plan_sample import NOTHING, mine, persona

_SIZES = (60, 120, 240)
_SLACK = 20_000
_HEAD = "name: Cara\navatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\nvoiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\n"

TEXTS: dict[str, Callable[[int], str]] = {
    "unknown keys": lambda size: _HEAD + "".join(f"nme{number}: x\n" for number in range(size)),
    "one long line": lambda size: f"{_HEAD}{{nme: [" + "{a: 'b'}, " * size + "]}\n",
    "wide characters": lambda size: f"{_HEAD}systemPrompt: |\n" + "  😀 hello\u202e you\n" * size,
    "keys on a line": lambda size: f"{_HEAD}profiles: {{" + ", ".join(f"p{n}: {{nme: 1}}" for n in range(size)) + "}\n",
    "references": lambda size: f"{_HEAD}tools:\n" + "  - nowhere\n" * size,
}


PLANS: dict[str, Callable[[int], Plan]] = {
    "items": lambda size: Plan(tuple(_item(f"k{number}", [("description", "old", "new")]) for number in range(size))),
    "fields": lambda size: Plan((_item("k", [(f"f{number}", "old", "new") for number in range(size)]),)),
    "lines": lambda size: _changed_text(size, "\n"),
    "words": lambda size: _changed_text(size, " "),
}


@pytest.mark.parametrize("name", REPORTERS)
@pytest.mark.parametrize("case", TEXTS)
def test_every_report_of_findings(name: str, case: str, tmp_path: Path) -> None:
    (tmp_path / "personas").mkdir()
    path = tmp_path / "personas" / "cara.yaml"

    def run(size: int) -> Callable[[], object]:
        path.write_text(TEXTS[case](size), encoding="utf-8")
        report = lint_files([path], tmp_path, DEFAULT)
        return lambda: REPORTERS[name].render(report, 80)

    _assert_linear([_steps(run(size)) for size in _SIZES], f"{name} of {case}")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("case", PLANS)
def test_every_report_of_a_plan(name: str, case: str) -> None:
    plans = [PLANS[case](size) for size in _SIZES]
    counts = [_steps(lambda plan=plan: FORMATS[name](plan, "prod", 80)) for plan in plans]  # type: ignore[misc]

    _assert_linear(counts, f"{name} of a plan with many {case}")


def _changed_text(size: int, between: str) -> Plan:
    old = between.join(f"word{number}" for number in range(size))
    return Plan((_item("k", [("systemPrompt", old, old.replace("5", "6"))]),))


def _item(key: str, changes: list[tuple[str, str, str]]) -> Item:
    made = tuple(mine(path, old, new) for path, old, new in changes)
    return Item(persona(key), f"personas/{key}.yaml", key, Update("id", "2026-11-22T10:00:00.000Z", NOTHING), made)


def _steps(work: Callable[[], object]) -> int:
    work()  # loads what it needs
    steps = Steps()
    with counted_patterns(steps):
        return steps_of(work, steps)


def _assert_linear(counts: list[int], what: str) -> None:
    first, second, third = counts
    assert third - second <= 3 * max(second - first, 0) + _SLACK, f"{counts} steps for {what}"
