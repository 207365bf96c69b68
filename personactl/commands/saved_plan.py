"""Plans in files: `diff --output FILE` writes one, and `push FILE` applies it."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.command_hint import command_hint
from personactl.commands.context import Context
from personactl.commands.push_scope import PushScope, ScopeRequest, read_scope
from personactl.errors import ConflictError, PersonactlError, UsageError
from personactl.files.repository import real_path
from personactl.state.project import lock_path, project_root

if TYPE_CHECKING:
    from personactl.json_value import JsonValue
    from personactl.state.project import Project
    from personactl.state.project_settings import PushSettings
    from personactl.sync.plan.options import PlanOptions
    from personactl.sync.plan.plan import Plan
    from personactl.sync.plan.plan_file import PlanFile

_SUFFIX = ".json"
_MAX_NAMED = 5


class SavedPlan(Struct, frozen=True):
    """A plan from a file, and the path of that file."""

    path: Path
    file: "PlanFile"

    @property
    def options(self) -> "PlanOptions":
        """The options that the plan was made with."""
        return self.file.choices

    def read_scope(self, context: Context, *, lint: bool, allow_secrets: bool) -> PushScope:
        """Read the plan's scope. Raises as `push_scope.read_scope` does, and `ConflictError` if its target moved."""
        from personactl.commands.project.named_project import in_project
        from personactl.state.target import PROFILE_OPTION

        cwd = context.environment.cwd
        root = self._root(cwd)
        request = self._request(root, cwd)
        context = context._replace(environment=in_project(root, context.environment))
        try:
            scope = read_scope(request, context, lint=lint, allow_secrets=allow_secrets)
        except PersonactlError as error:
            if error.where != PROFILE_OPTION:
                raise
            # The user did not type the profile, so the error names the file that it comes from.
            raise type(error)(error.message, where=f"the target of {self.path}", hint=error.hint) from error
        if scope.target.origin != self.file.origin:
            raise ConflictError(
                f"profile {self.file.target} has another address than when the plan was made, nothing was sent",
                where=f"{self.path}: {self.file.origin}; now: {scope.target.origin}",
                hint=self._hint(scope.project, cwd),
            )
        return scope

    def refuse_moved(self, plan: "Plan", scope: PushScope, cwd: Path) -> None:
        """Raise `ConflictError`, which names what changed, if `plan`, made for `scope`, is not the plan in the file."""
        from personactl.report.plan.plan_diff import plan_differences
        from personactl.report.plan.plan_json import plan_json
        from personactl.report.plan.resource_names import shortened_list
        from personactl.sync.plan.plan_file import same_json

        now = plan_json(plan)
        now["names"] = _names_as_in(self.file.plan.get("names"), now)
        if same_json(self.file.plan, now):
            return
        moved = plan_differences(self.file.plan, now)
        if moved == ["digest of the file"]:
            moved = ["a detail that plans do not print"]
        raise ConflictError(
            f"something changed since the plan was made, nothing was sent: {shortened_list(moved, _MAX_NAMED)}",
            where=str(self.path),
            hint=self._hint(scope.project, cwd),
        )

    def refuse_other_account(self, account: str, scope: PushScope, cwd: Path) -> None:
        """Raise `ConflictError` if the plan was made for another account: it would do the same to the wrong one."""
        if account != self.file.account:
            raise ConflictError(
                f"{scope.target.name} leads to another account than when the plan was made, nothing was sent",
                where=f"{self.path}: {self.file.account}; now: {account}",
                hint=self._hint(scope.project, cwd),
            )

    def _root(self, cwd: Path) -> Path:
        """Return the folder of the plan's project, or the project around `cwd` if the file was moved away from its own.

        A wrong project is no risk: the plan is made again for it, and refused if it is another one.
        """
        root = Path(os.path.normpath(cwd / self.path.parent / self.file.project))
        if lock_path(root).exists() or project_root(root) == root:
            return root
        around = project_root(cwd)
        if around is not None:
            return around
        if root.is_dir() and self.file.selection.paths:
            return root
        message = "is not a project" if root.is_dir() else "does not exist"
        raise UsageError(
            f"the folder of the plan's project {message}",
            where=f"{self.path}: {self.file.project}",
            hint=f"run the command in the project, or with -C and its folder; or put {self.path.name} where it lay",
        )

    def _hint(self, project: "Project", cwd: Path) -> str:
        return f"make the plan again and look at it: {self.made_by(project, cwd)}"

    def made_by(self, project: "Project", cwd: Path) -> str:
        """Return the command that makes the plan again."""
        # Without -C the hint is typed in the current folder, with it in the project.
        start = cwd if real_path(project_root(cwd) or cwd) == real_path(project.root) else project.root
        request = self._request(project.root, start)
        about = [*request.names, *(f"--only={name}" for name in request.only if not request.names)]
        about += request.only if request.names else ()
        options = typed_options(self.options, project.push)
        plan = os.path.relpath(cwd / self.path, start) if not self.path.is_absolute() else str(self.path)
        return command_hint("diff", *about, *options, "--output", plan, profile=self.file.target)

    def _request(self, root: Path, start: Path) -> ScopeRequest:
        """Return the plan's request, with paths relative to `start`."""
        about = self.file.selection
        paths = tuple(os.path.relpath(root / path, start) for path in about.paths)
        return ScopeRequest(paths, about.only, self.file.target)


def _names_as_in(shown: "JsonValue", now: "Mapping[str, JsonValue]") -> "JsonValue":
    """Return the names that a file shows if they are possible for the plan `now`, and otherwise those of `now`.

    Names are looked up for a short time and kept for a week, so two runs may know different ones. A name is possible if
    no other one is known, and if the plan mentions its id.
    """
    from personactl.sync.values.field_paths import texts_in

    names, known = _by_id(shown), _by_id(now["names"])
    mentioned = set(texts_in(now["items"]))
    possible = all(one in mentioned and known.get(one, name) == name for one, name in names.items())
    listed: list[JsonValue] = [{"remoteId": one, "name": names[one]} for one in sorted(names)]
    return shown if possible and shown == listed else now["names"]


def _by_id(names: "JsonValue") -> "dict[str, JsonValue]":
    found = [one for one in names if isinstance(one, dict)] if isinstance(names, list) else []
    return {str(one.get("remoteId")): one.get("name") for one in found}


def typed_options(options: "PlanOptions", settings: "PushSettings") -> tuple[str, ...]:
    """Return the words on a command line that give `options` in a project with these settings."""
    from personactl.sync.plan.options import MAX_DELETE

    usual = MAX_DELETE if settings.max_delete is None else settings.max_delete
    typed = {
        "--adopt": options.adopt,
        f"--on-conflict={options.on_conflict}": options.on_conflict is not None,
        f"--on-drift={options.on_drift}": options.on_drift != (settings.on_drift or "leave"),
        "--prune": options.prune,
        f"--max-delete={options.max_delete}": options.max_delete != usual,
        "--resend-secrets": options.resend_secrets,
        "--refresh": options.refresh,
    }
    return tuple(word for word, is_set in typed.items() if is_set)


def read_saved_plan(request: ScopeRequest, options: Sequence[str]) -> SavedPlan | None:
    """Return the saved plan that `request` names, or None if it names none.

    options: the plan options as they were typed; a plan from a file excludes them.

    Raises `UsageError` for a plan's file together with other paths or options.
    """
    plans = [Path(name) for name in request.names if Path(name).suffix == _SUFFIX]
    if not plans:
        return None
    others = [name for name in request.names if Path(name) != plans[0]] + [f"--only {name}" for name in request.only]
    if others or options or request.profile is not None:
        diff = command_hint("diff", "--output", "FILE", profile=request.profile)
        beside = [*others, *options, *(["--profile"] if request.profile is not None else [])]
        raise UsageError(
            "a plan from a file cannot be combined with other paths or options",
            where=f"{plans[0]} together with {', '.join(beside)}",
            hint=f"leave them out, or pass them to '{diff}' and push the plan that it writes",
        )
    from personactl.sync.plan.plan_file import read_plan_file

    return SavedPlan(plans[0], read_plan_file(plans[0]))


def refuse_plan_path(path: Path) -> None:
    """Raise `UsageError` for a path that no plan can be written to, or that `push` would not take for a plan."""
    from personactl.files.command_line_files import refuse_leaving_link

    refuse_leaving_link(path)
    if path.is_dir():
        message, hint = "this is a folder", f"name a file in it: --output {path / 'plan.json'}"
    elif path.suffix != _SUFFIX:
        message, hint = (
            "the name of a plan's file must end in .json",
            f"'push' recognizes a plan by that: --output {path.with_suffix(_SUFFIX)}",
        )
    elif not path.parent.is_dir():
        message, hint = "the folder for the plan does not exist", f"check the path, or: mkdir -p {path.parent}"
    else:
        return
    raise UsageError(message, where=str(path), hint=hint)


def write_saved_plan(
    path: Path,
    plan: "Plan",
    scope: PushScope,
    request: ScopeRequest,
    options: "PlanOptions",
    account: str,
    cwd: Path,
) -> None:
    """Write the plan to `path` atomically. Raises `StorageError`.

    scope: the scope that the plan was made for.
    request: the request of that scope.
    options: the options that the plan was made with.
    account: the account of the target.
    cwd: the folder that relative paths of `request` start from.
    """
    from personactl.report.plan.plan_json import plan_json
    from personactl.sync.plan.plan_file import VERSION, PlanFile, PlanScope, write_plan_file

    root, target = scope.project.root, scope.target
    paths, keys = _paths_and_keys(scope.project, [*request.names, *request.only], cwd)
    about = PlanScope(tuple(Path(os.path.relpath(one, root)).as_posix() for one in paths), tuple(keys))
    project = Path(os.path.relpath(root, (cwd / path).parent)).as_posix()
    shown = plan_json(plan)
    file = PlanFile(VERSION, "", target.name, target.origin, account, project, about, options, shown)
    write_plan_file(path, file)


def _paths_and_keys(project: "Project", names: Sequence[str], cwd: Path) -> tuple[list[Path], list[str]]:
    """Return the absolute paths and patterns for paths among `names`, and the keys and patterns for keys."""
    from personactl.state.named_files import all_files, matches_keys
    from personactl.state.persona_files import is_pattern, matching

    every = all_files(project)
    paths: list[Path] = []
    keys: list[str] = []
    for name in names:
        is_path_pattern = is_pattern(name) and not matches_keys(every, name) and any(matching(Path(name), cwd))
        if os.path.lexists(cwd / name) or is_path_pattern:
            paths.append(cwd / name)
        else:
            keys.append(name)
    return paths, keys
