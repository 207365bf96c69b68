"""What runs of personactl overwrote and deleted on a platform, and what it was before: one file per run.

The files lie in personactl's own state folder, one folder per project, private to the user: they hold prompts. The
first line of a file says which run it was, every other line is one resource as it was read just before it was written
over: which one, a tab, and its values, so that a list need not read them. What documents held lies in a folder beside
it, each under the digest of its content. A last line without its end was cut off by a crash before anything was sent
for it, and counts for nothing. Here they are read; `recording` writes and forgets them.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from msgspec import Meta, Struct, field

from personactl.errors import ConflictError, NotFoundError, PersonactlError
from personactl.json_value import JsonMapping, JsonValue
from personactl.persona.project_resource import Address, Kind
from personactl.state.file_writes import storage_error
from personactl.state.json_file import checked, parse_json

VERSION: Final = 1
SUFFIX: Final = ".jsonl"
_CONTENTS: Final = ".contents"

_LISTED = 8


class About(Struct, frozen=True):
    """A run before it has a number. `command` is the verb that the user typed, `started_at` is aware. `undoes` is the
    number of the run that a rollback takes back."""

    started_at: datetime
    command: str
    profile: str
    origin: str
    undoes: int | None = None


class Run(Struct, frozen=True):
    """`number` is unique in the project, and a higher one is a later run."""

    number: int
    path: Path
    about: About


class Damaged(Struct, frozen=True):
    """A run whose file cannot be read, and why."""

    number: int
    path: Path
    error: PersonactlError


class Kept(Struct, frozen=True):
    """One resource as a read showed it just before the run did its `deed`: "updated", "adopted", "replaced", "deleted".

    `values` are the fields that one would write to bring it back; what no read returns is not among them.
    `updated_at` is the platform's own text. `sha256` is of a document's content, which lies at `content_path`.
    """

    address: Address
    remote_id: str
    name: str
    updated_at: str
    values: JsonMapping
    deed: str
    sha256: str | None = None


class FirstLine(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The first line of a file, as it is written."""

    version: Literal[1]
    started_at: datetime = field(name="startedAt")
    command: str
    profile: str
    origin: str
    undoes: int | None = None


class Line(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The part before the tab in every other line."""

    kind: Kind
    key: str
    deed: str
    remote_id: str = field(name="id")
    name: str
    updated_at: str = field(name="updatedAt")
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")] | None = None


Found: TypeAlias = Run | Damaged


def history_folder(state: Path, root: Path) -> Path:
    """Where the runs of the project at `root` are kept; it may not exist. `state` is `Paths.state`."""
    place = os.path.realpath(root)
    return state / "history" / f"{Path(place).name or 'root'}-{sha256(os.fsencode(place)).hexdigest()[:12]}"


def runs(folder: Path) -> Iterator[Found]:
    """The runs kept in `folder`, the newest first; each costs one line to read. Raises `StorageError`."""
    for number in reversed(numbers(folder)):
        path = path_of(folder, number)
        try:
            yield Run(number, path, _about(path))
        except PersonactlError as error:
            yield Damaged(number, path, error)


def find_run(folder: Path, number: int) -> Run:
    """Raises `NotFoundError` that names the runs there are, and what reading its file raises."""
    known = numbers(folder)
    if number not in known:
        raise NotFoundError(
            f"there is no run {number} in this project's history",
            where=str(folder),
            hint=_suggestion(known),
        )
    path = path_of(folder, number)
    return Run(number, path, _about(path))


def kept_in(run: Run, *, values: bool = True) -> Iterator[Kept]:
    """What `run` overwrote and deleted, in the order in which it did; without `values` theirs are empty. Raises
    `UsageError` for a file that somebody changed, `StorageError`."""
    for text in _lines(run.path, first=1):
        head, _, rest = text.partition("\t")
        line = checked(parse_json(head, run.path), Line, run.path)
        held = checked(parse_json(rest, run.path), dict[str, JsonValue], run.path) if values else {}
        address = Address(line.kind, line.key)
        yield Kept(address, line.remote_id, line.name, line.updated_at, dict(held), line.deed, line.sha256)


def numbers(folder: Path) -> Sequence[int]:
    """The numbers of the runs in `folder`, ascending."""
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
    """Where a run's documents lie; the folder is there only if it kept some."""
    return folder / f"{number}{_CONTENTS}"


def content_path(run: Run, sha256: str) -> Path:
    """Where the content lies that has this digest."""
    return contents_of(run.path.parent, run.number) / sha256


def _about(path: Path) -> About:
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
    return About(line.started_at, line.command, line.profile, line.origin, line.undoes)


def _lines(path: Path, *, first: int) -> Iterator[str]:
    """The whole lines from number `first` (0 is the first line) on."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file):
                if number >= first and line.endswith(b"\n"):
                    yield line.decode("utf-8", errors="replace")
    except OSError as error:
        raise storage_error("read", path, error) from error


def _suggestion(known: Sequence[int]) -> str:
    if not known:
        return "no run in this project has overwritten or deleted anything yet; 'personactl history' lists runs"
    newest = ", ".join(str(number) for number in reversed(known[-_LISTED:]))
    return (
        f"see 'personactl history'; the newest runs are {newest}" if len(known) > 1 else f"name the only run: {newest}"
    )
