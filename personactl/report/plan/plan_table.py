"""A plan in one small table: what is to be done, counted for each kind of resource."""

from rich.text import Text

from personactl.report.plan.plan_counts import PLURALS, by_kind
from personactl.sync.plan.plan import Plan

_GAP = "  "


def plan_table(plan: Plan) -> list[Text]:
    """A header and a line for each kind, whatever the size of the plan; one line for a plan of nothing."""
    kinds = by_kind(plan)
    if not kinds:
        return [Text("nothing to compare")]
    names = list(next(iter(kinds.values())))
    first = max(len(PLURALS[kind]) for kind in kinds)
    header = _GAP.join([" " * first, *names])
    rows = [
        _GAP.join([PLURALS[kind].ljust(first), *(str(found[name] or "-").rjust(len(name)) for name in names)])
        for kind, found in kinds.items()
    ]
    return [Text(header, style="bold"), *map(Text, rows)]
