"""`personactl promote FROM TO`: what one target holds, planned and applied against another."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import DryRunOption, OnlyOption, QuietOption, TextJson, TextJsonOption, YesOption
from personactl.cli.plan_options import AdoptOption, OnConflictOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from personactl.cli.output import Output
    from personactl.commands.apply_plan import PlanRun
    from personactl.persona.resource import Address, Resource
    from personactl.state.lock import LockBlock
    from personactl.state.project import Project
    from personactl.state.target import Target
    from personactl.sync.plan.options import PlanOptions
    from personactl.sync.plan.plan import Plan
    from personactl.sync.promote import Promoted

_CONCURRENCY = 16

FromArgument = Annotated[str, typer.Argument(metavar="FROM", help="The profile whose state is taken.")]
ToArgument = Annotated[str, typer.Argument(metavar="TO", help="The profile that gets it.")]


def promote(
    source: FromArgument,
    to: ToArgument,
    only: OnlyOption = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    adopt: AdoptOption = False,
    on_conflict: OnConflictOption = None,
    format: TextJsonOption = TextJson.text,
    quiet: QuietOption = False,
) -> int:
    """Make one target hold what another one holds now: what was tried on staging, on production.

    Takes what was pushed to FROM from this project, as FROM holds it now, and plans it against TO as push would: the
    same plan, safety and consent. Ids of the project's own resources become those that TO has, names of the catalogue
    are looked up there. A field that the files set differently for the two profiles stays TO's own. What FROM does not
    show is taken from the file if that is what was pushed, and is named otherwise. Nothing is deleted.

    \b
    Examples:
      personactl promote staging production --dry-run
      personactl promote staging production --only cara
      personactl promote staging production --yes
    """
    from personactl.cli.environment import current_environment
    from personactl.cli.output import Output
    from personactl.state.project import find_project
    from personactl.sync.plan.options import PlanOptions

    out = Output(quiet=quiet)
    project = find_project(current_environment().cwd)
    one, other = _targets(source, to, out)
    choices = PlanOptions(adopt=adopt, on_conflict=None if on_conflict is None else on_conflict.value)
    files = {target.name: _said(project, target, out) for target in (one, other)}
    with _contents() as folder:
        this = _Promotion(one, other, project, files, only or (), choices, folder, out)
        doing = this.carrying_out(format)
        return doing.dry_run(this.plan) if dry_run else doing.carry_out(this.plan, consent=yes)


def _targets(source: str, to: str, out: "Output") -> "tuple[Target, Target]":
    """Both are found before either is spoken of."""
    from personactl.commands.targets import find_target, say_target
    from personactl.errors import PersonactlError, UsageError

    where = f"promote {source} {to}"
    if source == to:
        hint = "name two profiles, such as: personactl promote staging production"
        raise UsageError("a target cannot be promoted to itself", where=where, hint=hint)
    try:
        found = find_target(source), find_target(to)
    except PersonactlError as error:
        raise type(error)(error.message, where=where, hint=error.hint) from error
    for target in found:
        say_target(target, out)
    return found


def _said(project: "Project", target: "Target", out: "Output") -> "dict[Address, Resource]":
    """What the files say for `target`."""
    from personactl.commands.project_files import read_or_list
    from personactl.state.selection import select

    return {one.address: one for one in read_or_list(project, select(project), target.name, out)}


@contextmanager
def _contents() -> Iterator[Path]:
    """A folder for documents on their way; private, and gone afterwards."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="personactl-") as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class _Promotion:
    """`files` are what they say for each of the two, by its name."""

    source: "Target"
    to: "Target"
    project: "Project"
    files: "Mapping[str, Mapping[Address, Resource]]"
    only: "Sequence[str]"
    choices: "PlanOptions"
    contents: Path
    out: "Output"

    def carrying_out(self, format: TextJson) -> "PlanRun":
        from personactl.commands.apply_plan import PlanRun
        from personactl.commands.targets import lock_path

        return PlanRun(
            command="promote",
            target=self.to,
            lock=lock_path(self.to, self.project),
            root=self.project.root,
            out=self.out,
            format=format,
        )

    async def plan(self, locked: "LockBlock") -> "Plan":
        from personactl.commands.targets import connect
        from personactl.sync.plan.build import build_plan
        from personactl.sync.plan.wording import promotion
        from personactl.sync.promote import promotion_plan

        promotions = await self._promotions(locked)
        wanted = [one.resource for one in promotions]
        self._note_the_rest(locked, {one.address for one in wanted})
        async with connect(self.to, read_only=True, on_wait=self.out.note) as client:
            plan = await build_plan(client, wanted, None, locked, self.choices, root=self.project.root)
        return promotion_plan(plan, promotions, locked, promotion(self.source.name, self.to.name))

    async def _promotions(self, there: "LockBlock") -> "tuple[Promoted, ...]":
        from personactl.commands.targets import connect, lock_path
        from personactl.state.lock import read_lock
        from personactl.sync.promote import Destination, Source, held_now, missing, promoted, with_dependencies

        locked = read_lock(lock_path(self.source, self.project)).block(self.source.name, self.source.origin)
        chosen = self._chosen(locked)
        async with connect(self.source, read_only=True, on_wait=self.out.note) as client:
            held = await held_now(client, locked, locked.resources, concurrency=_CONCURRENCY)
            source = Source(self.source.name, locked, held, self.files[self.source.name])
            for address in missing(source):
                self.out.warn(f"{address} is no longer on {self.source.name}: not promoted")
            to = Destination(self.files[self.to.name], there)
            everything = await promoted(source, to, client, self.contents)
        return with_dependencies(everything, chosen)

    def _chosen(self, locked: "LockBlock") -> "frozenset[Address]":
        from personactl.cli.history import is_named
        from personactl.errors import NotFoundError

        if not locked.resources:
            raise NotFoundError(
                f"nothing was pushed to {self.source.name} from this project",
                where=f"{self.source.name} ({self.source.origin})",
                hint=f"push there first: personactl push --profile {self.source.name}",
            )
        for name in self.only:
            if not any(is_named(address, name) for address in locked.resources):
                raise NotFoundError(
                    f"{name!r} was not pushed to {self.source.name} from this project",
                    where=f"--only {name}",
                    hint=f"'personactl status --profile {self.source.name}' lists what was",
                )
        every = not self.only
        return frozenset(one for one in locked.resources if every or any(is_named(one, name) for name in self.only))

    def _note_the_rest(self, locked: "LockBlock", promoted: "set[Address]") -> None:
        from personactl.report.plan.resource_names import listed

        rest = sorted(locked.resources.keys() - promoted)
        if rest and not self.only:
            self.out.note(f"only on {self.to.name}, left as they are: {listed(rest)}")
