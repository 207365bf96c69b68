"""Pull: what the platform holds into the project's files, where they stand, without losing local work."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.event_loop import run_async
from personactl.commands.targets import choose_target, connect, lock_path

if TYPE_CHECKING:
    from personactl.persona.read.definitions import ResourceFiles
    from personactl.persona.resource import Address
    from personactl.state.project import Project
    from personactl.state.target import Target
    from personactl.sync.plan.options import Resolution
    from personactl.sync.pull.pull_result import Pull
    from personactl.sync.pull.remote_state import LocalProject, PullRequest

_LOCK_WAIT_S = 120.0


class PullOptions(Struct, frozen=True):
    """What a pull is asked for.

    names: keys of the project, or names and ids on the platform; empty for everything that the project has.
    everything: also what has no file yet.
    refresh: read everything, whatever the platform's dates say.
    on_conflict: "ours", "theirs" or None.
    dry_run: write nothing.
    """

    names: Sequence[str] = ()
    everything: bool = False
    refresh: bool = False
    on_conflict: "Resolution | None" = None
    dry_run: bool = False
    profile: str | None = None


def pull_project(options: PullOptions, context: Context) -> "Pull":
    """Read the target and write the files, unless it is a dry run. Failures of single resources are in the result.

    Pushes and other pulls are kept out from before the lock is read until it is written.
    """
    from tempfile import TemporaryDirectory

    from personactl.state.project import find_project
    from personactl.sync.pull.write_files import write_pull

    project = find_project(context.environment.cwd)
    target = choose_target(options.profile, context)
    lock = lock_path(target, project, context.environment)
    with _alone(lock, context, dry_run=options.dry_run), TemporaryDirectory(prefix="personactl-") as scratch:
        local, request = _read_project(project, target, lock, options, context)
        pull = run_async(_prepare(local, request, target, options.on_conflict, Path(scratch), context))
        if not options.dry_run:
            pull = write_pull(pull, lock, target.name, target.origin)
    if not (pull.items or any(local.files.values()) or options.everything):
        context.notes.note(f"there is no file here yet: 'pull --all' takes everything that {target.name} has")
    return pull


@contextmanager
def _alone(lock: Path, context: Context, *, dry_run: bool) -> Iterator[None]:
    """Keep other runs out; a dry run needs no such thing."""
    from personactl.state.process_lock import hold_lock

    if dry_run:
        yield
        return

    def on_wait() -> None:
        context.notes.note("another personactl is working here; waiting until it has ended")

    with hold_lock(lock, state=context.environment.paths.state, timeout_s=_LOCK_WAIT_S, on_wait=on_wait):
        yield


async def _prepare(
    local: "LocalProject",
    request: "PullRequest",
    target: "Target",
    on_conflict: "Resolution | None",
    scratch: Path,
    context: Context,
) -> "Pull":
    """Everything read and every file's new text made, before the first is written."""
    from personactl.sync.pull.build_pull import build_pull

    with context.progress.working(f"reading from {target.name}"):
        async with connect(target, context, read_only=True) as client:
            return await build_pull(client, local, request, on_conflict, scratch=scratch)


def _read_project(
    project: "Project", target: "Target", lock: Path, options: PullOptions, context: Context
) -> "tuple[LocalProject, PullRequest]":
    from personactl.commands.project_files import read_or_list
    from personactl.state.lock import read_lock
    from personactl.state.selection import Selection, resource_files
    from personactl.sync.pull.remote_state import LocalProject, PullRequest

    files = resource_files(project, emptied=True)  # a pull may make the first files of a project
    selected, others = _by_key(files, options.names)
    # A name that is no key may be that of a resource whose file has another key, so that then all files are read.
    narrow = selected if selected and not others and not options.everything else None
    found = read_or_list(project, Selection(files, narrow), target.name, context)
    resources = {one.address: one for one in found}
    locked = read_lock(lock).block(target.name, target.origin)
    local = LocalProject(project.root, project.personas, target.name, files, resources, locked)
    addresses = None
    if options.names:
        paths = {one.path for address, one in resources.items() if address in selected}
        addresses = frozenset(address for address, one in resources.items() if one.path in paths)
    return local, PullRequest(addresses, others, everything=options.everything, refresh=options.refresh)


def _by_key(files: "ResourceFiles", names: Sequence[str]) -> "tuple[frozenset[Address], tuple[str, ...]]":
    """The addresses of the names that are keys of the project's files, and the other names."""
    from personactl.persona.resource import KINDS, Address

    selected: list[Address] = []
    others: list[str] = []
    for name in names:
        before, _, key = name.partition("/")
        exact = [Address(kind, key) for kind in KINDS if kind == before and key in _keys(files, kind)]
        found = exact or [Address(kind, name) for kind in KINDS if name in _keys(files, kind)]
        selected += found
        others += [] if found else [name]
    return frozenset(selected), tuple(others)


def _keys(files: "ResourceFiles", kind: str) -> Sequence[str]:
    return next((tuple(found) for one, found in files.items() if one == kind), ())


def raise_for_pull(pull: "Pull") -> None:
    """Raise what stands for all that was refused or failed.

    Raises the error of the only item, `PartialError` for some of several, and `ConflictError` for conflicts and for
    what was deleted on the platform.
    """
    from personactl.errors import ConflictError, PartialError
    from personactl.report.plan.resource_names import name_list
    from personactl.sync.pull.pull_result import PullStatus

    failed = [item for item in pull.items if item.status is PullStatus.failed]
    disputed = [item.address for item in pull.items if item.status is PullStatus.conflict]
    gone = [item.address for item in pull.items if item.status is PullStatus.gone]
    if failed:
        if len(failed) == len(pull.items) == 1 and failed[0].error is not None:
            raise failed[0].error
        raise PartialError(
            f"{len(failed)} of {len(pull.items)} could not be pulled",
            where=name_list([item.address for item in failed]),
            hint="correct what is named above and pull again; the others are done",
        )
    if disputed:
        raise ConflictError(
            f"the file and the platform both changed {name_list(disputed)}; nothing of that was written",
            where="see both sides above",
            hint="repeat with --on-conflict theirs to take the platform's, or ours to keep the files as they are",
        )
    if gone:
        raise ConflictError(
            f"{name_list(gone)} {'was' if len(gone) == 1 else 'were'} deleted on the platform, and the files stay",
            where="see above",
            hint="push --on-conflict ours makes it again; delete the file if it is not wanted any more",
        )
