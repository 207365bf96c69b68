"""Plans that `diff --output` keeps and `push FILE` takes up again: the way to the file and back."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.push_scope import PushScope, ScopeRequest, read_scope
from personactl.errors import ConflictError, PersonactlError, UsageError

if TYPE_CHECKING:
    from personactl.sync.plan.options import PlanOptions
    from personactl.sync.plan.plan import Plan
    from personactl.sync.plan.plan_file import PlanFile

_SUFFIX = ".json"
_MAX_NAMED = 5
_MAKE_AGAIN = "look at the changes with diff, and make the plan again"


class SavedPlan(Struct, frozen=True):
    """A plan from a file, and the path of that file."""

    path: Path
    file: "PlanFile"

    @property
    def options(self) -> "PlanOptions":
        return self.file.choices

    def read_scope(self, context: Context, *, lint: bool) -> PushScope:
        """What the plan is about. Raises as `push_scope.read_scope` does, and `ConflictError` for another target."""
        from personactl.state.project import find_project
        from personactl.state.target import PROFILE_OPTION

        request = self._request(find_project(context.environment.cwd).root)
        try:
            scope = read_scope(request, context, lint=lint)
        except PersonactlError as error:
            if error.where != PROFILE_OPTION:
                raise
            # Nobody typed the profile: say where it comes from.
            raise type(error)(error.message, where=f"the target of {self.path}", hint=error.hint) from error
        if scope.target.origin != self.file.origin:
            raise ConflictError(
                f"profile {self.file.target} points somewhere else now, nothing was sent",
                where=f"{self.path}: {self.file.origin}; now: {scope.target.origin}",
                hint=_MAKE_AGAIN,
            )
        return scope

    def refuse_moved(self, plan: "Plan") -> None:
        """Raise `ConflictError` that names what moved, unless `plan` is the one in the file."""
        if plan.digest == self.file.digest:
            return
        from personactl.report.plan.plan_diff import plan_differences
        from personactl.report.plan.plan_json import plan_json
        from personactl.report.plan.resource_names import shortened_list

        moved = plan_differences(self.file.plan, plan_json(plan)) or ["something that a plan does not show"]
        raise ConflictError(
            f"something moved since the plan was made, nothing was sent: {shortened_list(moved, _MAX_NAMED)}",
            where=str(self.path),
            hint=_MAKE_AGAIN,
        )

    def _request(self, root: Path) -> ScopeRequest:
        """The scope of the plan; its paths as somebody in the current folder would write them."""
        about = self.file.selection
        paths = tuple(Path(os.path.relpath(root / path)) for path in about.paths)
        return ScopeRequest(paths, about.only, self.file.target)


def read_saved_plan(request: ScopeRequest, options: Sequence[str]) -> SavedPlan | None:
    """The plan that the only path names, if it names one.

    options: the options that change a plan, as they were typed; a plan from a file excludes them.

    Raises `UsageError` for a plan beside anything else.
    """
    plans = [path for path in request.paths if path.suffix == _SUFFIX]
    if not plans:
        return None
    others = [str(path) for path in request.paths if path != plans[0]] + [f"--only {name}" for name in request.only]
    if others or options or request.profile is not None:
        beside = [*others, *options, *(["--profile"] if request.profile is not None else [])]
        raise UsageError(
            "a plan from a file is pushed as it is",
            where=f"{plans[0]} beside {', '.join(beside)}",
            hint="leave that out, or give it to 'personactl diff --output' and push the plan that it writes",
        )
    from personactl.sync.plan.plan_file import read_plan_file

    return SavedPlan(plans[0], read_plan_file(plans[0]))


def refuse_plan_path(path: Path) -> None:
    """Raise `UsageError`, before any work, for a path where `push` would not find the plan or none can be written."""
    if path.is_dir():
        message, hint = "this is a folder", f"name a file in it: --output {path / 'plan.json'}"
    elif path.suffix != _SUFFIX:
        message, hint = (
            "a plan's file ends in .json",
            f"push knows a plan by that: --output {path.with_suffix(_SUFFIX)}",
        )
    elif not path.parent.is_dir():
        message, hint = "there is no such folder to keep the plan in", f"check the path, or: mkdir -p {path.parent}"
    else:
        return
    raise UsageError(message, where=str(path), hint=hint)


def write_saved_plan(path: Path, plan: "Plan", scope: PushScope, request: ScopeRequest, options: "PlanOptions") -> None:
    """Write the plan to `path`, whole or not at all. Raises `StorageError`."""
    from personactl.report.plan.plan_json import plan_json
    from personactl.sync.plan.plan_file import VERSION, PlanFile, PlanScope, write_plan_file

    root = scope.project.root
    paths = tuple(Path(os.path.relpath(Path(one).absolute(), root)).as_posix() for one in request.paths)
    target = scope.target
    about = PlanScope(paths, tuple(request.only))
    file = PlanFile(VERSION, plan.digest, target.name, target.origin, about, options, plan_json(plan))
    write_plan_file(path, file)
