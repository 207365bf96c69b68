"""The numbers of resources per action of a plan, in total or per kind."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from personactl.persona.project_resource import KINDS, Kind
from personactl.sync.plan.plan import (
    Action,
    Adopt,
    Conflict,
    Create,
    Delete,
    Drift,
    DriftRefused,
    Missing,
    NameTaken,
    Plan,
    Replace,
    Unchanged,
    Update,
)

COUNT_LABELS: Final[Mapping[type[Action], str]] = {
    Create: "to create",
    Update: "to update",
    Adopt: "to adopt",
    Replace: "to replace",
    Delete: "to delete",
    Drift: "ahead on the platform",
    Conflict: "in conflict",
    NameTaken: "refused",
    Missing: "refused",
    DriftRefused: "refused",
    Unchanged: "in sync",
}
"""The label under which an action is counted, in the order of display."""

PLURALS: Final[Mapping[Kind, str]] = {
    "llm": "LLMs",
    "knowledge": "knowledge",
    "document": "documents",
    "tool": "tools",
    "persona": "personas",
}


def counts(plan: Plan) -> dict[str, int]:
    """Return the number of items per label, in the order of `COUNT_LABELS`, without zeros."""
    found = Counter(COUNT_LABELS[type(item.action)] for item in plan.items)
    return {name: found[name] for name in dict.fromkeys(COUNT_LABELS.values()) if found[name]}


def plan_summary(plan: Plan) -> str:
    """Return one sentence such as `2 to create, 1 in conflict, 3 in sync`."""
    return ", ".join(f"{count} {name}" for name, count in counts(plan).items()) or "nothing to compare"


def counts_by_kind(plan: Plan) -> dict[Kind, dict[str, int]]:
    """Return the `counts` of each kind in the plan, in the order of `KINDS`.

    Every kind has the same labels, with a zero for those that only another kind has.
    """
    names = list(counts(plan))
    found = Counter((item.address.kind, COUNT_LABELS[type(item.action)]) for item in plan.items)
    present = {kind for kind, _ in found}
    return {kind: {name: found[kind, name] for name in names} for kind in KINDS if kind in present}
