"""`personactl.yaml`: which keys it may have, and what they say, checked with the place of every mistake.

It knows three: `personas` (the folder), `profile` (the one to use), and `profiles` (name → `apiUrl`, `keyEnv`). It is
meant for git, so it names where a key comes from and never holds one. What it does not know, it refuses.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from personactl.document.document import Document, Problem
from personactl.document.node import Entry, MappingNode, Node, Scalar, Span, kind
from personactl.document.reading import read_document
from personactl.errors import UsageError
from personactl.state.origin import HOSTED, normal_origin
from personactl.state.profiles import ProfileSettings, checked_name

PROJECT_FILE: Final = "personactl.yaml"

_KEYS = ("personas", "profile", "profiles")
_PROFILE_KEYS = ("apiUrl", "keyEnv")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """`personas` is a path relative to the file, inside the project; each is None or empty where the file is silent."""

    personas: Path | None = None
    profile: str | None = None
    profiles: Mapping[str, ProfileSettings] = field(default_factory=dict)


def read_project_settings(path: Path) -> ProjectSettings:
    """Raises `UsageError` that names file, line and column of the first mistake."""
    document = read_document(path)
    if document.problems:
        raise _problem(document, document.problems[0])
    if document.root is None:
        return ProjectSettings()
    entries = _mapping(document, document.root, "the file", _KEYS)
    return ProjectSettings(
        _folder(document, entries.get("personas")),
        _text(document, entries.get("profile")),
        _profiles(document, entries.get("profiles")),
    )


def _folder(document: Document, entry: Entry | None) -> Path | None:
    if entry is None:
        return None
    folder = Path(_text(document, entry) or "")
    if folder.is_absolute() or ".." in folder.parts:
        raise _refused(document, entry.value.span, "the personas folder must lie inside the project")
    return folder


def _profiles(document: Document, entry: Entry | None) -> dict[str, ProfileSettings]:
    if entry is None:
        return {}
    named = _mapping(document, entry.value, "'profiles'", None)
    return {name: _profile(document, profile) for name, profile in named.items()}


def _profile(document: Document, entry: Entry) -> ProfileSettings:
    name = checked_name(entry.name, _place(document, entry.key.span))
    settings = _mapping(document, entry.value, f"profile '{name}'", _PROFILE_KEYS)
    url = settings.get("apiUrl")
    written = _text(document, url)
    origin = HOSTED if url is None else normal_origin(written or "", _place(document, url.value.span))
    return ProfileSettings(name, origin, _key_env(document, settings.get("keyEnv")))


def _key_env(document: Document, entry: Entry | None) -> str | None:
    """The error does not quote what stands there: it may be somebody's key."""
    name = _text(document, entry)
    if entry is not None and not _VARIABLE.fullmatch(name or ""):
        raise UsageError(
            "'keyEnv' must be the name of an environment variable",
            where=_place(document, entry.value.span),
            hint="write a name such as ANAM_API_KEY_STAGING; the key itself never stands in this file",
        )
    return name


def _mapping(document: Document, node: Node, what: str, known: tuple[str, ...] | None) -> dict[str, Entry]:
    """The entries by name; `known` None means that any name will do."""
    if not isinstance(node, MappingNode):
        raise _refused(document, node.span, f"{what} must hold 'key: value' lines, and this is {kind(node)}")
    for entry in node.entries:
        if known is not None and entry.name not in known:
            raise _unknown(document, entry, what, known)
    return {entry.name: entry for entry in node.entries}


def _unknown(document: Document, entry: Entry, what: str, known: tuple[str, ...]) -> UsageError:
    near = get_close_matches(entry.name, known, n=1)
    return UsageError(
        f"{what} has an unknown key {entry.name!r}",
        where=_place(document, entry.key.span),
        hint=f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}",
    )


def _text(document: Document, entry: Entry | None) -> str | None:
    """The entry's text, which must not be empty; None where there is no entry."""
    if entry is None:
        return None
    match entry.value:
        case Scalar(value=str() as text) if text.strip():
            return text
        case node:
            raise _refused(document, node.span, f"'{entry.name}' must be text, and this is {kind(node)}")


def _refused(document: Document, span: Span, message: str) -> UsageError:
    hint = f"correct it, or leave it out; {PROJECT_FILE} is optional"
    return UsageError(message, where=_place(document, span), hint=hint)


def _problem(document: Document, problem: Problem) -> UsageError:
    where = _place(document, problem.span)
    return UsageError(f"{PROJECT_FILE} cannot be used: {problem.message}", where=where, hint=problem.hint)


def _place(document: Document, span: Span) -> str:
    return f"{document.path}:{span.start.line}:{span.start.column}"
