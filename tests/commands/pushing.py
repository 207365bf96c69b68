"""Pushes the project of a context and applies plans, for tests of commands that follow a push."""

from personactl.commands.apply_plan import ApplyOptions, PlanRun
from personactl.commands.context import Context
from personactl.commands.push import PlanRequest, prepare_push
from personactl.commands.push_scope import ScopeRequest


def apply(run: PlanRun) -> None:
    """Apply the plan without a question."""
    with run.hold() as held:
        held.apply()
        held.note_rest()


def push(context: Context, profile: str | None = None) -> None:
    """Push the whole project."""
    request = ScopeRequest(profile=profile)
    apply(prepare_push(request, PlanRequest(), ApplyOptions(), context, lint=True))
