"""`personactl.yaml`: which keys it may have, and what they say, checked with the place of every mistake.

It knows five: `personas` (the folder), `profile` (the one to use), `profiles` (name → `apiUrl`, `keyEnv`), `push` and
`lint`. It is meant for git, so it names where a key comes from and never holds one. What it does not know, it refuses.
"""

from pathlib import Path

from personactl.document.document import Document, Problem
from personactl.document.file_reader import read_document
from personactl.document.node import Entry
from personactl.errors import UsageError
from personactl.origin import HOSTED, normal_origin
from personactl.persona.schema.component_fields import VARIABLE
from personactl.state.lint_table import read_lint_table
from personactl.state.profile_settings import ProfileSettings, checked_name
from personactl.state.project_fields import PROFILE, PROJECT
from personactl.state.project_settings import PROJECT_FILE, ProjectSettings
from personactl.state.push_settings import read_push_settings
from personactl.state.settings_file import mapping, place, refused, text


def read_project_settings(path: Path) -> ProjectSettings:
    """Raises `UsageError` that names file, line and column of the first mistake."""
    document = read_document(path)
    if document.problems:
        raise _problem(document, document.problems[0])
    if document.root is None:
        return ProjectSettings()
    entries = mapping(document, document.root, "the file", tuple(PROJECT.fields))
    return ProjectSettings(
        _folder(document, entries.get("personas")),
        text(document, entries.get("profile")),
        _profiles(document, entries.get("profiles")),
        read_push_settings(document, entries.get("push")),
        read_lint_table(document, entries.get("lint")),
    )


def _folder(document: Document, entry: Entry | None) -> Path | None:
    if entry is None:
        return None
    folder = Path(text(document, entry) or "")
    if folder.is_absolute() or ".." in folder.parts:
        raise refused(document, entry.value.span, "the personas folder must lie inside the project")
    return folder


def _profiles(document: Document, entry: Entry | None) -> dict[str, ProfileSettings]:
    if entry is None:
        return {}
    named = mapping(document, entry.value, "'profiles'", None)
    return {name: _profile(document, profile) for name, profile in named.items()}


def _profile(document: Document, entry: Entry) -> ProfileSettings:
    name = checked_name(entry.name, place(document, entry.key.span))
    settings = mapping(document, entry.value, f"profile '{name}'", tuple(PROFILE.fields))
    url = settings.get("apiUrl")
    written = text(document, url)
    origin = HOSTED if url is None else normal_origin(written or "", place(document, url.value.span))
    return ProfileSettings(name, origin, _key_env(document, settings.get("keyEnv")))


def _key_env(document: Document, entry: Entry | None) -> str | None:
    """The error does not quote what stands there: it may be somebody's key."""
    name = text(document, entry)
    if entry is not None and not VARIABLE.fullmatch(name or ""):
        raise UsageError(
            "'keyEnv' must be the name of an environment variable",
            where=place(document, entry.value.span),
            hint="write a name such as ANAM_API_KEY_STAGING; the key itself never stands in this file",
        )
    return name


def _problem(document: Document, problem: Problem) -> UsageError:
    where = place(document, problem.span)
    return UsageError(f"{PROJECT_FILE} cannot be used: {problem.message}", where=where, hint=problem.hint)
