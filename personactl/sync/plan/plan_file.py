"""A plan kept in a file, to be looked at now and pushed later: as it is, or not at all.

The file remembers what the plan was about and what it was allowed, so that it can be made again, and its digest, which
tells whether the new one is the same. What the plan says stands beside it for people and programs to read; nothing is
taken from there but the names of what moved.
"""

import json
from pathlib import Path
from typing import Final

from msgspec import Struct, to_builtins

from personactl.errors import ConflictError, UsageError
from personactl.json_value import JsonValue
from personactl.state.atomic import write_atomic
from personactl.state.json_file import checked, parse_json, read_text
from personactl.sync.plan.options import PlanOptions

VERSION: Final = 1


class About(Struct, frozen=True, forbid_unknown_fields=True):
    """`paths` are seen from the project's folder, with slashes; both empty for the whole project."""

    paths: tuple[str, ...]
    only: tuple[str, ...]


class PlanFile(Struct, frozen=True, forbid_unknown_fields=True):
    """`target` is a profile's name, and `origin` what it pointed to. `plan` is the plan as JSON reports it."""

    version: int
    digest: str
    target: str
    origin: str
    selection: About
    choices: PlanOptions
    plan: dict[str, JsonValue]


def read_plan_file(path: Path) -> PlanFile:
    """Raises `UsageError` for what is no plan, `ConflictError` for one of a newer personactl, `StorageError`."""
    try:
        text = read_text(path)
        if text is not None:
            value = parse_json(text, path)
            _refuse_newer(value, path)
            return checked(value, PlanFile, path)
    except UsageError as error:
        raise UsageError(error.message, where=error.where, hint=f"a plan is not repaired: {_make(path)}") from error
    raise UsageError("there is no such plan", where=str(path), hint=_make(path))


def _refuse_newer(value: JsonValue, path: Path) -> None:
    version = value.get("version") if isinstance(value, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise ConflictError(
            f"{path.name} was written by a newer personactl (format {version}, this one knows {VERSION})",
            where=str(path),
            hint=f"upgrade personactl, or {_make(path)}",
        )


def _make(path: Path) -> str:
    return f"make it again with personactl diff --output {path}"


def write_plan_file(path: Path, plan: PlanFile) -> None:
    """Private to the user: a plan quotes prompts. Raises `StorageError`; the file is then as it was."""
    text = json.dumps(to_builtins(plan), indent=2, ensure_ascii=False)
    write_atomic(path, f"{text}\n".encode("utf-8", "backslashreplace"), mode=0o600)
