"""`personactl pull`: what the platform holds -> files, where they stand, and nothing of one's own lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.plan_options import OnConflictOption, RefreshOption, Winner
from personactl.commands.event_loop import run_async

if TYPE_CHECKING:
    from personactl.cli.output import Output
    from personactl.persona.read.definitions import ResourceFiles
    from personactl.persona.resource import Address
    from personactl.state.project import Project
    from personactl.state.target import Target
    from personactl.sync.pull.pull_result import Pull
    from personactl.sync.pull.remote_state import LocalProject, PullRequest

_WAIT_FOR_OTHERS_S = 120.0

NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAMES|IDS]...", help="Keys of the project, or names and ids on the platform."),
]
AllOption = Annotated[bool, typer.Option("--all", help="Everything on the platform, also what has no file here yet.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show what would be written; no file is touched.")]


def pull(
    names: NamesArgument = None,
    everything: AllOption = False,
    on_conflict: OnConflictOption = None,
    dry_run: DryRunOption = False,
    refresh: RefreshOption = False,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Take what changed on the platform into the files. Nothing is written to the platform.

    By default everything that the project has is looked at. Values are changed where they stand: comments, order,
    quotes and line ends stay. What only a file changed is left and named; what both changed is a conflict, and
    --on-conflict decides. A name or an id that the project does not have becomes a new file, and so does what it
    needs; --all takes everything. Ids of what the project has become names.

    \b
    Examples:
      personactl pull
      personactl pull cara --dry-run
      personactl pull "Front desk"
      personactl pull --all --profile staging
      personactl pull --on-conflict theirs --format json
    """
    from personactl.cli.environment import current_environment
    from personactl.cli.output import Output
    from personactl.commands.targets import open_target
    from personactl.state.project import find_project

    out = Output(quiet=quiet)
    project = find_project(current_environment().cwd)
    target = open_target(profile, out)
    asked = _Asked(tuple(names or ()), everything=everything, refresh=refresh)
    return _Pull(project, target, asked, on_conflict, out, format).run(dry=dry_run)


@dataclass(frozen=True, slots=True)
class _Asked:
    names: tuple[str, ...]
    everything: bool
    refresh: bool


@dataclass(frozen=True, slots=True)
class _Pull:
    project: "Project"
    target: "Target"
    asked: _Asked
    on_conflict: Winner | None
    out: "Output"
    format: TextJson

    def run(self, *, dry: bool) -> int:
        """Pushes and other pulls are kept out from before the lock is read until it is written."""
        from personactl.cli.environment import current_environment
        from personactl.commands.targets import lock_path
        from personactl.state.exclusion import hold_lock

        lock = lock_path(self.target, self.project)
        if dry:
            return self._alone(lock, dry=True)
        with hold_lock(
            lock,
            state=current_environment().paths.state,
            timeout_s=_WAIT_FOR_OTHERS_S,
            on_wait=lambda: self.out.note("another personactl is working here; waiting until it has ended"),
        ):
            return self._alone(lock, dry=False)

    def _alone(self, lock: Path, *, dry: bool) -> int:
        import tempfile

        from personactl.sync.pull.write_files import write_pull

        local_project, wish = self._subject(lock)
        with tempfile.TemporaryDirectory(prefix="personactl-") as scratch:
            pull = run_async(self._prepared(local_project, wish, Path(scratch)))
            if not dry:
                pull = write_pull(pull, lock, self.target.name, self.target.origin)
        self._answer(pull, dry=dry)
        if not (pull.items or any(local_project.files.values()) or self.asked.everything):
            self.out.note(f"there is no file here yet: 'pull --all' takes everything that {self.target.name} has")
        return _refuse(pull)

    async def _prepared(self, local_project: "LocalProject", wish: "PullRequest", scratch: Path) -> "Pull":
        from personactl.commands.targets import connect
        from personactl.sync.pull.build_pull import prepare_pull

        with self.out.working(f"reading from {self.target.name}"):
            async with connect(self.target, read_only=True, on_wait=self.out.note) as client:
                winner = self.on_conflict
                return await prepare_pull(
                    client, local_project, wish, None if winner is None else winner.value, scratch=scratch
                )

    def _subject(self, lock: Path) -> "tuple[LocalProject, PullRequest]":
        from personactl.commands.project_files import read_or_list
        from personactl.state.lock import read_lock
        from personactl.state.selection import Selection, resource_files
        from personactl.sync.pull.remote_state import LocalProject, PullRequest

        root = self.project.root
        files = resource_files(self.project, emptied=True)  # it may be still to become a project
        chosen, others = _sorted_out(files, self.asked.names)
        # What is new must not be taken for new where a file already has it, so that then all are read.
        narrow = chosen if chosen and not others and not self.asked.everything else None
        found = read_or_list(self.project, Selection(files, narrow), self.target.name, self.out)
        resources = {one.address: one for one in found}
        locked = read_lock(lock).block(self.target.name, self.target.origin)
        local_project = LocalProject(root, self.project.personas, self.target.name, files, resources, locked)
        wish = PullRequest(None, others, everything=self.asked.everything, refresh=self.asked.refresh)
        if self.asked.names:
            paths = {one.path for address, one in resources.items() if address in chosen}
            wish = replace(wish, addresses=frozenset(at for at, one in resources.items() if one.path in paths))
        return local_project, wish

    def _answer(self, pull: "Pull", *, dry: bool) -> None:
        from personactl.cli.terminal import width
        from personactl.report.plan.pull_json import pull_json
        from personactl.report.plan.pull_text import pull_summary, pull_text

        if self.format is TextJson.json:
            self.out.json(pull_json(pull, written=not dry))
        else:
            self.out.answer(*pull_text(pull, width(self.out)))
        self.out.note(f"{'dry run, nothing was written' if dry else 'pull'}: {pull_summary(pull)}")


def _sorted_out(files: "ResourceFiles", names: Sequence[str]) -> "tuple[frozenset[Address], tuple[str, ...]]":
    """The names that are keys of the project's files, and the others."""
    from personactl.persona.resource import KINDS, Address

    chosen: list[Address] = []
    others: list[str] = []
    for name in names:
        before, _, key = name.partition("/")
        exact = [Address(kind, key) for kind in KINDS if kind == before and key in _keys(files, kind)]
        found = exact or [Address(kind, name) for kind in KINDS if name in _keys(files, kind)]
        chosen += found
        others += [] if found else [name]
    return frozenset(chosen), tuple(others)


def _keys(files: "ResourceFiles", kind: str) -> Sequence[str]:
    return next((tuple(found) for one, found in files.items() if one == kind), ())


def _refuse(pull: "Pull") -> int:
    """The exit status; raises what stands for all that was refused or failed."""
    from personactl.errors import ConflictError, PartialError
    from personactl.report.plan.resource_names import listed
    from personactl.sync.pull.pull_result import PullStatus

    failed = [item for item in pull.items if item.fate is PullStatus.failed]
    disputed = [item.address for item in pull.items if item.fate is PullStatus.conflict]
    gone = [item.address for item in pull.items if item.fate is PullStatus.gone]
    if failed:
        if len(failed) == len(pull.items) == 1 and failed[0].error is not None:
            raise failed[0].error
        raise PartialError(
            f"{len(failed)} of {len(pull.items)} could not be pulled",
            where=listed([item.address for item in failed]),
            hint="see why above; the others are done",
        )
    if disputed:
        raise ConflictError(
            f"the file and the platform both changed {listed(disputed)}; nothing of that was written",
            where="see both sides above",
            hint="repeat with --on-conflict theirs to take the platform's, or ours to keep the files as they are",
        )
    if gone:
        raise ConflictError(
            f"{listed(gone)} {'was' if len(gone) == 1 else 'were'} deleted on the platform, and the files stay",
            where="see above",
            hint="push --on-conflict ours makes it again; delete the file if it is not wanted any more",
        )
    return 0
