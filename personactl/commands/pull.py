"""Pull: write what a target has into the project's files, without losing local changes."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.command_hint import command_hint, run_hint
from personactl.commands.apply_plan import save_base_texts
from personactl.commands.context import Context
from personactl.commands.project.locked_block import read_locked
from personactl.commands.project.named_project import in_project_of
from personactl.commands.targets import choose_target, connect, exclusive_access, known_names, lock_path, run_async
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.persona.project_resource import Address
    from personactl.persona.resource_files import ResourceFiles
    from personactl.state.lock import LockBlock
    from personactl.state.project import Project
    from personactl.state.target import Target
    from personactl.sync.plan.options import Resolution
    from personactl.sync.pull.pull_result import Pull, PulledItem
    from personactl.sync.pull.remote_state import LocalProject, PullRequest


class PullOptions(Struct, frozen=True):
    """The options of a pull.

    names: keys of the project, files and patterns, or names and ids on the platform; empty for everything that has a
        file.
    everything: also pull what has no file yet; excludes `names`.
    refresh: read everything from the platform, even if its dates say that nothing changed.
    on_conflict: "ours", "theirs" or "merge" for fields that both sides changed; None to leave them and report a
        conflict.
    dry_run: do not write anything.
    profile: the name of the target; None for the one of the environment.
    """

    names: Sequence[str] = ()
    everything: bool = False
    refresh: bool = False
    on_conflict: "Resolution | None" = None
    dry_run: bool = False
    profile: str | None = None


def pull_project(options: PullOptions, context: Context) -> "Pull":
    """Read the target and write the files. The failure of a single resource is part of the result.

    Other runs wait from before the lock file is read until it is written; a dry run does not make them wait.
    """
    from contextlib import nullcontext
    from tempfile import TemporaryDirectory

    from personactl.state.project import find_project
    from personactl.sync.pull.write_files import write_pull

    if options.names and options.everything:
        names = " ".join(options.names)
        raise UsageError(
            "--all and names exclude each other",
            where=f"--all together with {names}",
            hint=f"leave out --all to pull only {names}, or the names to pull everything",
        )
    context = in_project_of(options.names, context)
    project = find_project(context.environment.project_start)
    target = choose_target(options.profile, context)
    lock = lock_path(target, project, context.environment)
    alone = nullcontext() if options.dry_run else exclusive_access(lock, context)
    with alone, TemporaryDirectory(prefix="personactl-") as scratch:
        locked = read_locked(target, project, context)
        local, request = _read_project(project, target, locked.block, options, context)
        pull = run_async(_prepare(local, request, target, options.on_conflict, Path(scratch), context))
        if not options.dry_run:
            save_base_texts((text for file in pull.files for text in file.base_texts), context)
            pull = write_pull(pull, local, lock, locked.account, target.origin)
    if not (pull.items or any(local.files.values()) or options.everything):
        everything = command_hint("pull", "--all", profile=target.name)
        context.notes.note(
            f"this project has no files yet; '{everything}' writes files for everything on {target.name}"
        )
    return pull


async def _prepare(
    local: "LocalProject",
    request: "PullRequest",
    target: "Target",
    on_conflict: "Resolution | None",
    scratch: Path,
    context: Context,
) -> "Pull":
    """Read everything and make the new text of every file. Nothing is written yet."""
    from msgspec.structs import replace

    from personactl.report.plan.pull_report import as_change
    from personactl.state.base_texts.base_texts import BaseTexts
    from personactl.sync.plan.names.plan_names import entry_names
    from personactl.sync.pull.build_pull import build_pull
    from personactl.sync.pull.merge import ConflictPolicy

    texts = BaseTexts(context.environment.paths.state, local.root, target.name, local.resources)
    conflicts = ConflictPolicy(on_conflict, texts.find)
    with context.progress.working(f"reading from {target.name}"):
        async with connect(target, context, read_only=True) as client:
            pull = await build_pull(client, local, request, conflicts, scratch=scratch)
            changes = [change for item in pull.items for change in (*map(as_change, item.taken), *item.conflicts)]
            names = await entry_names(client, changes, {}, known_names(target, context.environment))
            return replace(pull, entry_names=names)


def _read_project(
    project: "Project", target: "Target", locked: "LockBlock", options: PullOptions, context: Context
) -> "tuple[LocalProject, PullRequest]":
    from personactl.commands.project_files import read_noting_errors
    from personactl.state.selection import Selection, resource_files
    from personactl.sync.pull.remote_state import LocalProject, PullRequest

    files = resource_files(project, may_be_empty=True)  # a pull may create the first files of a project
    selected, others = _by_key(project, files, options.names, context.environment.cwd)
    # A name that is not a key may be the name of a resource in any file, so all files are read then.
    narrow = selected if selected and not others and not options.everything else None
    found = read_noting_errors(project, Selection(files, narrow), target.name, context)
    resources = {one.address: one for one in found}
    local = LocalProject(project.root, project.personas, target.name, files, resources, locked)
    addresses = None
    if options.names:
        paths = {one.path for address, one in resources.items() if address in selected}
        addresses = frozenset(address for address, one in resources.items() if one.path in paths)
    return local, PullRequest(addresses, others, everything=options.everything, refresh=options.refresh)


def _by_key(
    project: "Project", files: "ResourceFiles", names: Sequence[str], cwd: Path
) -> "tuple[frozenset[Address], tuple[str, ...]]":
    """Return the addresses of the names that are keys, files or patterns of the project, and the other names."""
    from personactl.persona.project_resource import Address
    from personactl.state.named_files import address_matcher

    known = [Address(kind, key) for kind, keys in files.items() for key in keys]
    found = {name: frozenset(filter(address_matcher(project, name, cwd), known)) for name in names}
    selected = frozenset(address for addresses in found.values() for address in addresses)
    return selected, tuple(name for name in names if not found[name])


def raise_for_pull(pull: "Pull") -> None:
    """Raise one error if items failed or were refused.

    Raises the error of a single item, `PartialError` if some of several failed, and `ConflictError` for conflicts and
    for resources that were deleted on the platform.
    """
    from personactl.errors import ConflictError, PartialError
    from personactl.report.plan.resource_names import name_list
    from personactl.sync.pull.pull_result import PullStatus

    failed = [item for item in pull.items if item.status is PullStatus.failed]
    disputed = [item for item in pull.items if item.status is PullStatus.conflict]
    marked = [item for item in pull.items if item.status is PullStatus.marked]
    gone = [item for item in pull.items if item.status is PullStatus.gone]
    names = name_list([item.address for item in disputed or gone])
    files = ", ".join(item.path for item in disputed or gone)
    if failed:
        if len(failed) == len(pull.items) == 1 and failed[0].error is not None:
            raise failed[0].error
        raise PartialError(
            f"{len(failed)} of {len(pull.items)} could not be pulled",
            where=name_list([item.address for item in failed]),
            hint=f"correct the errors above, then pull these again: {_again(failed)}; the other items were pulled",
        )
    if disputed:
        theirs = _again(disputed, "--on-conflict", "theirs")
        raise ConflictError(
            f"the file and the platform both changed {names}; nothing of these was written",
            where=files,
            hint=f"'{theirs}' takes the platform's values, ours keeps the files, and merge merges long texts by line",
        )
    if marked:
        raise ConflictError(
            f"both sides changed the same lines of {name_list([item.address for item in marked])};"
            " they are in the file with conflict markers",
            where=", ".join(place for item in marked for place in item.markers),
            hint="edit what is between <<<<<<< and >>>>>>>, remove these lines, then push; validate finds what is left",
        )
    if gone:
        raise ConflictError(
            f"{names} {'was' if len(gone) == 1 else 'were'} deleted on the platform; the files were kept",
            where=files,
            hint=f"'{run_hint('push', *_names(gone), '--on-conflict', 'ours')}' creates it again, or delete the file",
        )


def _again(items: "Sequence[PulledItem]", *options: str) -> str:
    """Return the command that pulls these items again."""
    return run_hint("pull", *_names(items), *options)


def _names(items: "Sequence[PulledItem]") -> list[str]:
    """Return the names of the files to pull or push, without documents, which belong to their knowledge."""
    from personactl.persona.resource_files import defining_files

    homes = {home for item in items for home in [next(defining_files(item.address))]}
    return sorted(home.key if home.kind == "persona" else f"{home.kind}/{home.key}" for home in homes)
