"""Plans that `diff --output` keeps and `push FILE` takes up again: the way to the file and back."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.commands.push_scope import Chosen, Subject
from personactl.errors import ConflictError, PersonactlError, UsageError

if TYPE_CHECKING:
    from personactl.sync.plan.options import PlanOptions
    from personactl.sync.plan.plan import Plan
    from personactl.sync.plan.plan_file import PlanFile

_SUFFIX = ".json"
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan from a file, and where it came from."""

    path: Path
    file: "PlanFile"

    @property
    def choices(self) -> "PlanOptions":
        return self.file.choices

    def chosen(self, root: Path) -> Chosen:
        """What it is about; the paths as somebody in the current folder would write them."""
        about = self.file.selection
        paths = tuple(Path(os.path.relpath(root / path)) for path in about.paths)
        return Chosen(paths, about.only, self.file.target)

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Says where the target came from if there is none of that name: nobody typed it."""
        from personactl.state.target import PROFILE_OPTION

        try:
            yield
        except PersonactlError as error:
            if error.where != PROFILE_OPTION:
                raise
            raise type(error)(error.message, where=f"the target of {self.path}", hint=error.hint) from error

    def refuse_other_target(self, subject: Subject) -> None:
        if subject.target.origin != self.file.origin:
            raise ConflictError(
                f"profile {self.file.target} points somewhere else now, nothing was sent",
                where=f"{self.path}: {self.file.origin}; now: {subject.target.origin}",
                hint="look at the changes with diff, and make the plan again",
            )

    def refuse_moved(self, plan: "Plan") -> None:
        """Raises `ConflictError` that names what moved unless `plan` is the one in the file."""
        if plan.digest == self.file.digest:
            return
        from personactl.report.plan.plan_diff import moves
        from personactl.report.plan.plan_json import plan_json
        from personactl.report.plan.resource_names import enumerated

        moved = moves(self.file.plan, plan_json(plan)) or ["something that a plan does not show"]
        raise ConflictError(
            f"something moved since the plan was made, nothing was sent: {enumerated(moved, _MOST_NAMED)}",
            where=str(self.path),
            hint="look at the changes with diff, and make the plan again",
        )


def find_planned(chosen: Chosen, decided: Sequence[str]) -> Planned | None:
    """The plan that the only path names, if it names one. `decided` are options that change plans, which a plan from a
    file does not go with. Raises `UsageError` for a plan beside anything else."""
    plans = [path for path in chosen.paths if path.suffix == _SUFFIX]
    if not plans:
        return None
    others = [str(path) for path in chosen.paths if path != plans[0]] + [f"--only {name}" for name in chosen.only]
    if others or decided or chosen.profile is not None:
        beside = [*others, *decided, *(["--profile"] if chosen.profile is not None else [])]
        raise UsageError(
            "a plan from a file is pushed as it is",
            where=f"{plans[0]} beside {', '.join(beside)}",
            hint="leave that out, or give it to 'personactl diff --output' and push the plan that comes of it",
        )
    from personactl.sync.plan.plan_file import read_plan_file

    return Planned(plans[0], read_plan_file(plans[0]))


def refuse_plan_path(path: Path) -> None:
    """Raises `UsageError`, before any work, for a place where `push` would not find the plan, or where none can be."""
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


def keep_plan(path: Path, plan: "Plan", subject: Subject, chosen: Chosen, choices: "PlanOptions") -> None:
    """Write the plan to `path`, whole or not at all. Raises `StorageError`."""
    from personactl.report.plan.plan_json import plan_json
    from personactl.sync.plan.plan_file import VERSION, About, PlanFile, permitted, write_plan_file

    root = subject.project.root
    paths = tuple(Path(os.path.relpath(Path(one).absolute(), root)).as_posix() for one in chosen.paths)
    target = subject.target
    about = About(paths, tuple(chosen.only))
    file = PlanFile(VERSION, plan.digest, target.name, target.origin, about, permitted(choices), plan_json(plan))
    write_plan_file(path, file)
