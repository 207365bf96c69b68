"""Push and diff: compare the project's files with a target and make the plan of a push."""

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from personactl.commands.apply_plan import ApplyOptions, DryRun, PlanRun, note_drift
from personactl.commands.context import Context
from personactl.commands.push_scope import PushScope, ScopeRequest, read_scope
from personactl.commands.saved_plan import SavedPlan, read_saved_plan, write_saved_plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from personactl.api.client import Client
    from personactl.state.lock import LockBlock
    from personactl.state.project_settings import OnDrift, PushSettings
    from personactl.sync.plan.options import PlanOptions, Resolution
    from personactl.sync.plan.plan import Plan


class PlanRequest(Struct, frozen=True):
    """The options of a plan.

    adopt: take over resources of the same name that were not pushed from this project.
    on_conflict: "ours", "theirs" or "merge" for fields that both sides changed; None to refuse them.
    on_drift: what happens to fields that only the platform changed; None for the project's setting.
    prune: delete resources that were pushed from this project and have no file any more.
    max_delete: refuse a plan with more deletions; None for the project's setting.
    resend_secrets: send the secrets of custom LLMs and webhook headers again.
    refresh: read everything from the platform, even if its dates say that nothing changed.
    given: the options as they were typed; a plan from a file excludes them.
    """

    adopt: bool = False
    on_conflict: "Resolution | None" = None
    on_drift: "OnDrift | None" = None
    prune: bool = False
    max_delete: int | None = None
    resend_secrets: bool = False
    refresh: bool = False
    given: "Sequence[str]" = ()

    def options(self, settings: "PushSettings") -> "PlanOptions":
        """Return the options of the plan, with the project's settings as defaults."""
        from personactl.sync.plan.options import MAX_DELETE, PlanOptions

        limits = (self.max_delete, settings.max_delete, MAX_DELETE)
        return PlanOptions(
            adopt=self.adopt,
            on_conflict=self.on_conflict,
            refresh=self.refresh,
            prune=self.prune,
            max_delete=next(limit for limit in limits if limit is not None),
            resend_secrets=self.resend_secrets,
            on_drift=self.on_drift or settings.on_drift or "leave",
        )


class PushPlanner(Struct, frozen=True):
    """Makes the plan of a push.

    saved: a plan from a file, which the new plan must equal; None if there is none.
    """

    scope: PushScope
    options: "PlanOptions"
    context: Context
    saved: SavedPlan | None = None

    async def plan(self, client: "Client", locked: "LockBlock", concurrency: int) -> "Plan":
        from personactl.state.base_texts.base_texts import BaseTexts
        from personactl.sync.plan.build import build_plan

        scope = self.scope
        defined = scope.selection.addresses(scope.resources, locked.resources)
        resources = {one.address: one for one in scope.resources}
        state = self.context.environment.paths.state
        plan = await build_plan(
            client,
            scope.resources,
            defined,
            locked,
            self.options,
            root=scope.project.root,
            profile=scope.target.name,
            concurrency=concurrency,
            find_base=BaseTexts(state, scope.project.root, scope.target.name, resources).find,
        )
        if self.saved is None:
            return plan
        made_by = self.saved.made_by(scope.project, self.context.environment.cwd)
        return replace(plan, wording=replace(plan.wording, made_by=made_by))

    def check(self, plan: "Plan", account: str) -> None:
        if self.saved is not None:
            cwd = self.context.environment.cwd
            self.saved.refuse_other_account(account, self.scope, cwd)
            self.saved.refuse_moved(plan, self.scope, cwd)

    def note_rest(self, plan: "Plan", locked: "LockBlock") -> None:
        note_drift(plan, self.scope.target.name, self.context)
        self.scope.note_rest(plan, locked, self.context)


def prepare_push(
    request: ScopeRequest, plan_request: PlanRequest, apply: ApplyOptions, context: Context, *, lint: bool
) -> PlanRun:
    """Prepare a push, for a dry run or to be applied. If the only path is a plan's file, that plan is pushed.

    request: the files and the target.
    plan_request: the options of the plan.
    apply: how the plan is applied; `max_delete` is taken from the plan's options instead.
    lint: refuse files with lint errors.

    Raises as `read_scope` does, and `ConflictError` for a saved plan that was made for another target.
    """
    saved = read_saved_plan(request, plan_request.given)
    if saved is None:
        request.refuse_both()
        scope = read_scope(request, context, lint=lint, allow_secrets=apply.allow_secrets)
        options = plan_request.options(scope.project.push)
    else:
        scope = saved.read_scope(context, lint=lint, allow_secrets=apply.allow_secrets)
        options = saved.options
    concurrency = apply.concurrency or scope.project.push.concurrency
    return PlanRun(
        command="push",
        target=scope.target,
        lock=scope.lock,
        root=scope.project.root,
        planner=PushPlanner(scope, options, context, saved),
        context=context,
        options=ApplyOptions(concurrency, apply.fail_fast, options.max_delete, apply.allow_secrets),
    )


class Comparison(Struct, frozen=True):
    """A diff that is ready to be made.

    run: makes the plan with `dry_run`; it is never applied.
    request: the files and the target.
    planner: what the plan is made from.
    """

    run: PlanRun
    request: ScopeRequest
    planner: PushPlanner

    def save(self, path: "Path", made: "DryRun") -> None:
        """Write the plan that `run` made to a file, which `prepare_push` takes. Raises `StorageError`."""
        planner = self.planner
        cwd = planner.context.environment.cwd
        write_saved_plan(path, made.plan, planner.scope, self.request, planner.options, made.account, cwd)


def prepare_diff(request: ScopeRequest, plan_request: PlanRequest, context: Context) -> Comparison:
    """Prepare a comparison of the files with the target. Raises as `read_scope` does."""
    request.refuse_both()
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
    return Comparison(run, request, planner)
