"""Push and diff: the project's files compared with a target, as a plan that can be kept, checked and applied."""

from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.apply_plan import ApplyOptions, PlanRun
from personactl.commands.context import Context
from personactl.commands.push_scope import PushScope, ScopeRequest, read_scope
from personactl.commands.saved_plan import SavedPlan, read_saved_plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from personactl.api.client import Client
    from personactl.state.lock import LockBlock
    from personactl.state.project_settings import PushSettings
    from personactl.sync.plan.options import PlanOptions, Resolution
    from personactl.sync.plan.plan import Plan


class PlanRequest(Struct, frozen=True):
    """What a plan may do beyond what is safe without asking; None leaves it to the project's settings.

    given: the options as somebody typed them, which a plan from a file excludes.
    """

    adopt: bool = False
    on_conflict: "Resolution | None" = None
    prune: bool = False
    max_delete: int | None = None
    resend_secrets: bool = False
    refresh: bool = False
    given: "Sequence[str]" = ()

    def options(self, settings: "PushSettings") -> "PlanOptions":
        """The options of the plan; `settings` are the project's."""
        from personactl.sync.plan.options import MAX_DELETE, PlanOptions

        limits = (self.max_delete, settings.max_delete, MAX_DELETE)
        return PlanOptions(
            adopt=self.adopt,
            on_conflict=self.on_conflict,
            refresh=self.refresh,
            prune=self.prune,
            max_delete=next(limit for limit in limits if limit is not None),
            resend_secrets=self.resend_secrets,
        )


class PushPlanner(Struct, frozen=True):
    """Plans a push. `saved` is the plan that nothing else may be done than, if one was given."""

    scope: PushScope
    options: "PlanOptions"
    context: Context
    saved: SavedPlan | None = None

    async def plan(self, client: "Client", locked: "LockBlock", concurrency: int) -> "Plan":
        from personactl.sync.plan.build import build_plan

        scope = self.scope
        defined = scope.selection.addresses(scope.resources, locked.resources)
        plan = await build_plan(
            client,
            scope.resources,
            defined,
            locked,
            self.options,
            root=scope.project.root,
            profile=scope.target.name,
            concurrency=concurrency,
        )
        if self.saved is not None:
            self.saved.refuse_moved(plan)
        return plan

    def note_rest(self, plan: "Plan", locked: "LockBlock") -> None:
        self.scope.note_rest(plan, locked, self.context)


def prepare_push(
    request: ScopeRequest, plan_request: PlanRequest, apply: ApplyOptions, context: Context, *, lint: bool
) -> PlanRun:
    """A push, ready to be rehearsed or applied. A path to a plan's file pushes that plan.

    Raises as `read_scope` does, and `ConflictError` for a plan that was made for another target.
    """
    saved = read_saved_plan(request, plan_request.given)
    if saved is None:
        scope = read_scope(request, context, lint=lint)
        options = plan_request.options(scope.project.push)
    else:
        scope = saved.read_scope(context, lint=lint)
        options = saved.options
    concurrency = apply.concurrency or scope.project.push.concurrency
    return PlanRun(
        command="push",
        target=scope.target,
        lock=scope.lock,
        root=scope.project.root,
        planner=PushPlanner(scope, options, context, saved),
        context=context,
        options=ApplyOptions(concurrency, apply.fail_fast, options.max_delete),
    )


def prepare_diff(request: ScopeRequest, plan_request: PlanRequest, context: Context) -> "tuple[PlanRun, PushPlanner]":
    """A comparison, to be rehearsed only, and its planner, which `saved_plan.write_saved_plan` takes."""
    scope = read_scope(request, context, lint=False)
    planner = PushPlanner(scope, plan_request.options(scope.project.push), context)
    run = PlanRun(
        command="diff",
        target=scope.target,
        lock=scope.lock,
        root=scope.project.root,
        planner=planner,
        context=context,
        options=ApplyOptions(scope.project.push.concurrency),
    )
    return run, planner
