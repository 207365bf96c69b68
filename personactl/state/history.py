"""The history: what runs of personactl overwrote and deleted on a platform, with the earlier values; one file per run.

The files are in personactl's own state folder, in one folder per project, private to the user because they contain
prompts. The first line of a file describes the run. Every other line is one resource as it was read just before it was
overwritten: its description, a tab, and its values, so that a list does not have to parse the values; then another tab
and the values that the run wrote, unless it deleted the resource. The content of documents is in a folder beside the
file, named by its digest. A last line without a line end was cut off by a crash before anything was sent for it, and is
ignored. This module reads the files; `history_writer` writes and deletes them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from msgspec import Meta, Struct, field

from personactl.command_hint import command_hint
from personactl.errors import ConflictError, NotFoundError, PersonactlError
from personactl.files.file_writes import storage_error
from personactl.files.repository import real_path
from personactl.json_value import JsonMapping, JsonValue
from personactl.persona.project_resource import Address, Kind
from personactl.state.json_file import checked, parse_json
from personactl.state.lock_format.account import account_profile
from personactl.state.paths import path_slug

VERSION: Final = 2
SUFFIX: Final = ".jsonl"
_CONTENTS: Final = ".contents"

_LISTED = 8


class RunInfo(Struct, frozen=True):
    """A run, before it has a number.

    started_at: an aware datetime.
    command: the verb that the user typed.
    profile, origin: the target of the run.
    undoes: the number of the run that a rollback undoes; None for other commands.
    account: the account of the target in the lock; empty if it is not known.
    by: who made it, and job: the address of its CI job; empty if that is not known. See `actor.Actor`.
    """

    started_at: datetime
    command: str
    profile: str
    origin: str
    undoes: int | None = None
    account: str = ""
    by: str = ""
    job: str = ""

    def same_target(self, other: "RunInfo") -> bool:
        """Whether both runs went to one account, by what is known of it."""
        if self.origin != other.origin:
            return False
        known = [account for account in (self.account, other.account) if account and account_profile(account) is None]
        if self.account == other.account or len(known) == 2:
            return self.account == other.account and bool(self.account or self.profile == other.profile)
        return self.profile == other.profile


class Run(Struct, frozen=True):
    """`number` is unique in the project; later runs have higher numbers."""

    number: int
    path: Path
    info: RunInfo


class DamagedRun(Struct, frozen=True):
    """A run whose file cannot be read, and why."""

    number: int
    path: Path
    error: PersonactlError


class SavedResource(Struct, frozen=True):
    """One resource as it was read just before the run changed it.

    values: the body of a create that would make the same resource; fields that no read returns are missing.
    updated_at: the time of its last change, as the platform wrote it.
    status: what the run did: "updated", "adopted", "replaced" or "deleted".
    sha256: the digest of a document's content, which is at `content_path`; None for other kinds.
    after: the values that the run wrote, in the form of `values`; None if it deleted the resource, or if an older
        personactl did not save them.
    """

    address: Address
    remote_id: str
    name: str
    updated_at: str
    values: JsonMapping
    status: str
    sha256: str | None = None
    after: JsonMapping | None = None


class FirstLine(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The first line of a file."""

    version: Literal[1, 2]
    started_at: datetime = field(name="startedAt")
    command: str
    profile: str
    origin: str
    undoes: int | None = None
    account: str = ""
    by: str = ""
    job: str = ""


class Line(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The part of every other line before the tab."""

    kind: Kind
    key: str
    status: str = field(name="deed")
    remote_id: str = field(name="id")
    name: str
    updated_at: str = field(name="updatedAt")
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")] | None = None


FoundRun: TypeAlias = Run | DamagedRun


def history_folder(state: Path, root: Path) -> Path:
    """Return the history folder of the project at `root`, which may not exist. `state` is `Paths.state`."""
    return state / "history" / path_slug(Path(real_path(root)))


def runs(folder: Path) -> Iterator[FoundRun]:
    """Yield the runs in `folder`, newest first. Only the first line of each is read. Raises `StorageError`."""
    for number in reversed(numbers(folder)):
        path = path_of(folder, number)
        try:
            yield Run(number, path, _info(path))
        except PersonactlError as error:
            yield DamagedRun(number, path, error)


def find_run(folder: Path, number: int) -> Run:
    """Raises `NotFoundError` that lists the newest runs, and what reading the run's file raises."""
    known = numbers(folder)
    if number not in known:
        raise NotFoundError(
            f"there is no run {number} in this project's history",
            where=str(folder),
            hint=_suggestion(known),
        )
    path = path_of(folder, number)
    return Run(number, path, _info(path))


def saved_resources(run: Run, *, values: bool = True) -> Iterator[SavedResource]:
    """Yield what `run` overwrote and deleted, in that order. Without `values`, the values are empty.

    Raises `UsageError` for a damaged file, and `StorageError`.
    """
    for text in _lines(run.path, first=1):
        head, before, *rest = [*text.split("\t"), ""]
        line = checked(parse_json(head, run.path), Line, run.path)
        found = checked(parse_json(before, run.path), dict[str, JsonValue], run.path) if values else {}
        after = (
            checked(parse_json(rest[0], run.path), dict[str, JsonValue], run.path) if values and len(rest) > 1 else None
        )
        yield SavedResource(
            Address(line.kind, line.key),
            line.remote_id,
            line.name,
            line.updated_at,
            dict(found),
            line.status,
            line.sha256,
            after,
        )


def numbers(folder: Path) -> Sequence[int]:
    """Return the numbers of the runs in `folder`, ascending."""
    try:
        names = [entry.name for entry in folder.iterdir()]
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise storage_error("read", folder, error) from error
    stems = (name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))
    return sorted(int(stem) for stem in stems if stem.isascii() and stem.isdecimal())


def path_of(folder: Path, number: int) -> Path:
    return folder / f"{number}{SUFFIX}"


def contents_of(folder: Path, number: int) -> Path:
    """Return the folder of a run's documents; it exists only if the run saved any."""
    return folder / f"{number}{_CONTENTS}"


def content_path(run: Run, sha256: str) -> Path:
    """Return the path of the content with this digest."""
    return contents_of(run.path.parent, run.number) / sha256


def _info(path: Path) -> RunInfo:
    text = next(_lines(path, first=0), "")
    value = parse_json(text, path)
    version = value.get("version") if isinstance(value, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise ConflictError(
            f"{path.name} was written by a newer personactl (format {version}, this one knows {VERSION})",
            where=str(path),
            hint="upgrade personactl to see this run",
        )
    line = checked(value, FirstLine, path)
    return RunInfo(
        line.started_at, line.command, line.profile, line.origin, line.undoes, line.account, line.by, line.job
    )


def _lines(path: Path, *, first: int) -> Iterator[str]:
    """Yield the complete lines from number `first` on, counted from 0."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file):
                if number >= first and line.endswith(b"\n"):
                    yield line.decode("utf-8", errors="replace")
    except OSError as error:
        raise storage_error("read", path, error) from error


def _suggestion(known: Sequence[int]) -> str:
    history = command_hint("history", profile=None)
    if not known:
        return f"no run in this project has overwritten or deleted anything yet; '{history}' lists runs"
    newest = ", ".join(str(number) for number in reversed(known[-_LISTED:]))
    return f"see '{history}'; the newest runs are {newest}" if len(known) > 1 else f"name the only run: {newest}"
