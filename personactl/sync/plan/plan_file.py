"""A plan in a file, which `diff --output` writes for a review and `push FILE` pushes as it is or not at all.

The file holds what the plan is about and the options that it was made with, so that push can make the plan again, and
the digest, which shows whether the new plan is the same. The plan itself is there for people and programs to read; push
only uses it to name what has changed since.
"""

import json
from pathlib import Path
from typing import Final

from msgspec import Struct, to_builtins

from personactl.command_hint import command_hint
from personactl.errors import ConflictError, UsageError
from personactl.files.command_line_files import refuse_leaving_link, write_named
from personactl.json_value import JsonValue
from personactl.state.json_file import checked, parse_json, read_text
from personactl.sync.plan.options import PlanOptions

VERSION: Final = 3
"""The format. A digest covers the names of classes and fields, so the format changes whenever one of these does."""


class PlanScope(Struct, frozen=True, forbid_unknown_fields=True):
    """What the plan is about. Both lists are empty for the whole project.

    paths: files, folders and patterns, relative to the project's folder, with slashes.
    only: keys, and patterns for keys.
    """

    paths: tuple[str, ...]
    only: tuple[str, ...]


class PlanFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The content of the file.

    version: the format; see `VERSION`.
    digest: the digest of the plan.
    target: the name of the target.
    origin: the origin that the target had when the plan was made.
    project: the project's folder, relative to the folder of this file, with slashes.
    selection: what the plan is about.
    choices: the options that the plan was made with.
    plan: the plan as `--format json` prints it.
    """

    version: int
    digest: str
    target: str
    origin: str
    project: str
    selection: PlanScope
    choices: PlanOptions
    plan: dict[str, JsonValue]


def read_plan_file(path: Path) -> PlanFile:
    """The plan in the file at `path`.

    Raises `UsageError` if there is no such file or it is not a plan, `ConflictError` if another version of personactl
    wrote it in a format that this one does not read, and `StorageError` if it cannot be read.
    """
    value: JsonValue = None
    refuse_leaving_link(path)
    try:
        text = read_text(path)
        if text is not None:
            value = parse_json(text, path)
            _refuse_other_version(value, path)
            return checked(value, PlanFile, path)
    except UsageError as error:
        raise UsageError(error.message, where=error.where, hint=f"make a new plan: {_remake(path, value)}") from error
    raise UsageError("there is no such plan", where=str(path), hint=f"make one: {_remake(path, value)}")


def _refuse_other_version(value: JsonValue, path: Path) -> None:
    version = value.get("version") if isinstance(value, dict) else None
    if not isinstance(version, int) or version == VERSION:
        return
    writer, remedy = ("a newer", "upgrade personactl, or make") if version > VERSION else ("an older", "make")
    raise ConflictError(
        f"{path.name} was written by {writer} personactl (format {version}, this one reads {VERSION})",
        where=str(path),
        hint=f"{remedy} a new plan: {_remake(path, value)}",
    )


def _remake(path: Path, value: JsonValue) -> str:
    """The command that makes the plan again, for the target that the file names, if it names one."""
    target = value.get("target") if isinstance(value, dict) else None
    profile = target if isinstance(target, str) and target else None
    return command_hint("diff", "--output", str(path), profile=profile)


def write_plan_file(path: Path, plan: PlanFile) -> None:
    """Write `plan` to `path`, readable by the user only, because a plan quotes prompts.

    Raises `StorageError`; a file that was there before is then unchanged.
    """
    text = json.dumps(to_builtins(plan), indent=2, ensure_ascii=False)
    write_named(path, f"{text}\n".encode("utf-8", "backslashreplace"), mode=0o600)
