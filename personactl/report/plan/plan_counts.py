"""How many resources a plan does what to: one sentence, or one row for each kind."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from personactl.persona.resource import KINDS, Kind
from personactl.sync.plan.plan import (
    Action,
    Adopt,
    Conflict,
    Create,
    Delete,
    Drift,
    Missing,
    NameTaken,
    Plan,
    Replace,
    Unchanged,
    Update,
)

COUNTED: Final[Mapping[type[Action], str]] = {
    Create: "to create",
    Update: "to update",
    Adopt: "to adopt",
    Replace: "to replace",
    Delete: "to delete",
    Drift: "ahead on the platform",
    Conflict: "in conflict",
    NameTaken: "refused",
    Missing: "refused",
    Unchanged: "in sync",
}
"""What an action is counted as, in the order in which counts are told."""

PLURALS: Final[Mapping[Kind, str]] = {
    "llm": "LLMs",
    "knowledge": "knowledge",
    "document": "documents",
    "tool": "tools",
    "persona": "personas",
}


def counts(plan: Plan) -> dict[str, int]:
    """How often each of `COUNTED` occurs, in its order; those that do occur."""
    found = Counter(COUNTED[type(item.action)] for item in plan.items)
    return {name: found[name] for name in dict.fromkeys(COUNTED.values()) if found[name]}


def plan_summary(plan: Plan) -> str:
    """One sentence: `2 to create, 1 in conflict, 3 in sync`."""
    return ", ".join(f"{count} {name}" for name, count in counts(plan).items()) or "nothing to compare"


def by_kind(plan: Plan) -> dict[Kind, dict[str, int]]:
    """`counts` of each kind that the plan has, with a zero for what only another kind has. Kinds in the order of
    `KINDS`."""
    names = list(counts(plan))
    found = Counter((item.address.kind, COUNTED[type(item.action)]) for item in plan.items)
    present = {kind for kind, _ in found}
    return {kind: {name: found[kind, name] for name in names} for kind in KINDS if kind in present}
