"""A plan in a file, which `diff --output` writes for a review and `push FILE` pushes as it is or not at all.

The file holds what the plan is about and the options that it was made with, so that push can make the plan again. The
plan itself is there for people and programs to read: push refuses unless the new plan, in the same form, is the one in
the file, so that what was read is what is applied. The digest shows that no part of the file was changed. Nothing in it
is trusted: a file is read within bounds, and says nothing that push does not check.
"""

import json
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from personactl.command_hint import command_hint
from personactl.errors import ConflictError, UsageError
from personactl.files.command_line_files import refuse_leaving_link, write_named
from personactl.json_value import JsonValue
from personactl.state.json_file import checked, parse_json, read_text
from personactl.state.lock_format.lock_checks import word_fault
from personactl.sync.plan.options import PlanOptions

VERSION: Final = 4
"""The format. A digest covers the names of classes and fields, so the format changes whenever one of these does."""


_LARGEST: Final = 64 * 1024 * 1024
"""Bytes."""
_DEEPEST: Final = 64
"""Levels of lists and objects."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_SEEN: Final = frozenset("\n\u200c\u200d")


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
    digest: the digest of everything else in the file.
    target: the name of the target.
    origin: the origin that the target had when the plan was made.
    account: the account of the target, as the lock names it.
    project: the project's folder, relative to the folder of this file, with slashes.
    selection: what the plan is about.
    choices: the options that the plan was made with.
    plan: the plan as `--format json` prints it.
    """

    version: int
    digest: str
    target: str
    origin: str
    account: str
    project: str
    selection: PlanScope
    choices: PlanOptions
    plan: dict[str, JsonValue]

    def with_digest(self) -> "PlanFile":
        """Return the content with its digest."""
        return replace(self, digest=_digest(to_builtins(self)))


def same_json(one: JsonValue, other: JsonValue) -> bool:
    """Return whether two values are the same JSON: `true` is not 1, and the order of keys does not matter."""
    return _canonical(one) == _canonical(other)


def read_plan_file(path: Path) -> PlanFile:
    """The plan in the file at `path`.

    Raises `UsageError` if there is no such file or it is not a plan, `ConflictError` if another version of personactl
    wrote it in a format that this one does not read or if it was changed after it was made, and `StorageError` if it
    cannot be read.
    """
    value: JsonValue = None
    refuse_leaving_link(path)
    try:
        text = read_text(path, largest=_LARGEST)
        if text is not None:
            value = parse_json(text, path)
            _refuse_depth(value, path)
            _refuse_other_version(value, path)
            file = checked(value, PlanFile, path)
            _refuse_odd_words(file, path)
            _refuse_edited(file, value, path)
            return file
    except UsageError as error:
        raise UsageError(error.message, where=error.where, hint=f"make a new plan: {_remake(path, value)}") from error
    raise UsageError("there is no such plan", where=str(path), hint=f"make one: {_remake(path, value)}")


def _refuse_depth(value: JsonValue, path: Path) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for one in level if isinstance(one, dict | list) for inner in _inside(one)]
        if not level:
            return
    raise _unusable(path, f"its values are nested more than {_DEEPEST} levels deep")


def _inside(value: dict[str, JsonValue] | list[JsonValue]) -> list[JsonValue]:
    return list(value.values()) if isinstance(value, dict) else value


def _refuse_odd_words(file: PlanFile, path: Path) -> None:
    """Names of targets, folders and files go to the terminal and to the file system."""
    words = {"target": file.target, "origin": file.origin, "account": file.account, "project": file.project}
    words |= {f"selection.paths.{index}": one for index, one in enumerate(file.selection.paths)}
    words |= {f"selection.only.{index}": one for index, one in enumerate(file.selection.only)}
    for name, word in words.items():
        if fault := word_fault(word):
            raise _unusable(path, f"{name} {fault}")


def _refuse_edited(file: PlanFile, value: JsonValue, path: Path) -> None:
    if not isinstance(value, dict) or file.digest != _digest(value):
        raise ConflictError(
            f"{path.name} was changed after it was made, so what it shows may not be what it does; nothing was sent",
            where=str(path),
            hint=f"make a new plan: {_remake(path, value)}",
        )


def _unusable(path: Path, reason: str) -> UsageError:
    return UsageError(f"{path.name} cannot be used: {reason}", where=str(path), hint="make a new plan")


def _digest(content: Mapping[str, JsonValue]) -> str:
    text = _canonical({name: value for name, value in content.items() if name != "digest"})
    return sha256(text.encode()).hexdigest()


def _canonical(value: JsonValue) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _refuse_other_version(value: JsonValue, path: Path) -> None:
    version = value.get("version") if isinstance(value, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or version == VERSION:
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
    """Write `plan` to `path`, readable by the user only, because a plan quotes prompts. Characters that nobody sees are
    written as escapes, so that an editor shows what the plan says.

    Raises `StorageError`; a file that was there before is then unchanged.
    """
    text = json.dumps(to_builtins(plan.with_digest()), indent=2, ensure_ascii=False)
    for character in set(text) - _SEEN:
        if not character.isprintable() and unicodedata.category(character) in _UNSEEN:
            text = text.replace(character, json.dumps(character)[1:-1])
    write_named(path, f"{text}\n".encode("utf-8", "backslashreplace"), mode=0o600)
