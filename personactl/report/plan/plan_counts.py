"""The numbers of resources of a plan per state, in total or per kind."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from personactl.persona.project_resource import KINDS, Kind
from personactl.sync.plan.item_state import State, state_of
from personactl.sync.plan.plan import Plan

PLURALS: Final[Mapping[Kind, str]] = {
    "llm": "LLMs",
    "knowledge": "knowledge",
    "document": "documents",
    "tool": "tools",
    "persona": "personas",
}


def counts(plan: Plan) -> dict[str, int]:
    """Return the number of items per state, in the order of `State`, without zeros."""
    found = Counter(state_of(item) for item in plan.shown)
    return {state.value: found[state] for state in State if found[state]}


def plan_summary(plan: Plan) -> str:
    """Return one sentence such as `2 to create, 1 conflict, 3 in sync`."""
    return ", ".join(f"{count} {name}" for name, count in counts(plan).items()) or "nothing to compare"


def counts_by_kind(plan: Plan) -> dict[Kind, dict[str, int]]:
    """Return the `counts` of each kind in the plan, in the order of `KINDS`.

    Every kind has the same labels, with a zero for those that only another kind has.
    """
    names = list(counts(plan))
    found = Counter((item.address.kind, state_of(item).value) for item in plan.shown)
    present = {kind for kind, _ in found}
    return {kind: {name: found[kind, name] for name in names} for kind in KINDS if kind in present}
