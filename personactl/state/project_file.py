"""Reads `personactl.yaml` and checks its keys and values; errors have the place of the mistake.

It has five keys: `personas` (the folder), `profile` (the default), `profiles` (name → `apiUrl`, `keyEnv`), `push` and
`lint`. The file belongs in git, so it names the place of a key and never contains one. Unknown keys are refused. Names
of lint rules are checked by the linter, which knows them.
"""

import re
from pathlib import Path

from personactl.document.document import Document, Problem
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode, Span, kind
from personactl.document.suggestion import closest_name
from personactl.errors import UsageError
from personactl.origin import HOSTED, normal_origin
from personactl.persona.read.referenced_files import read_in_repository
from personactl.persona.schema.secret_reference import VARIABLE
from personactl.state.profile_settings import KEY_VARIABLE_NAME, ProfileSettings, checked_name
from personactl.state.project_schema import LINT, MOST_AT_ONCE, PROFILE, PROJECT, PUSH
from personactl.state.project_settings import (
    ON_DRIFT,
    PROJECT_FILE,
    LintTable,
    LocatedText,
    OnDrift,
    ProjectSettings,
    PushSettings,
)

_NAME_IN_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
"""What looks like the name of a variable, and not like a key."""
_NAME_EXAMPLE = "ANAM_API_KEY_STAGING"


def read_project_settings(path: Path) -> ProjectSettings:
    """Raises `UsageError` that names file, line and column of the first mistake."""
    document = read_in_repository(path, path.parent)
    if document.problems:
        raise _problem(document, document.problems[0])
    if document.root is None:
        return ProjectSettings()
    entries = _mapping(document, document.root, "the file", tuple(PROJECT.fields))
    return ProjectSettings(
        _folder(document, entries.get("personas")),
        _text(document, entries.get("profile")),
        _profiles(document, entries.get("profiles")),
        _push_settings(document, entries.get("push")),
        _lint_table(document, entries.get("lint")),
    )


def _folder(document: Document, entry: Entry | None) -> Path | None:
    if entry is None:
        return None
    folder = Path(_text(document, entry) or "")
    if folder.is_absolute() or ".." in folder.parts:
        raise _refused(document, entry.value.span, "the personas folder must be inside the project")
    return folder


def _profiles(document: Document, entry: Entry | None) -> dict[str, ProfileSettings]:
    if entry is None:
        return {}
    named = _mapping(document, entry.value, "'profiles'", None)
    return {name: _profile(document, profile) for name, profile in named.items()}


def _profile(document: Document, entry: Entry) -> ProfileSettings:
    name = checked_name(entry.name, _place(document, entry.key.span))
    settings = _mapping(document, entry.value, f"profile '{name}'", tuple(PROFILE.fields))
    url = settings.get("apiUrl")
    written = _text(document, url)
    place = None if url is None else _place(document, url.value.span)
    origin = HOSTED if place is None else normal_origin(written or "", place)
    return ProfileSettings(name, origin, _key_env(document, settings.get("keyEnv")), place=place)


def _key_env(document: Document, entry: Entry | None) -> str | None:
    """Return the name of the variable. The error quotes only what looks like a name, because it may be a key."""
    name = _text(document, entry)
    if entry is None or name is None or KEY_VARIABLE_NAME.fullmatch(name):
        return name
    if not VARIABLE.fullmatch(name):
        raise UsageError(
            "'keyEnv' must be the name of an environment variable",
            where=_place(document, entry.value.span),
            hint="write a name such as ANAM_API_KEY_STAGING; the key itself never belongs in this file",
        )
    named = f", and not {name}" if _NAME_IN_CAPITALS.fullmatch(name) else ""
    raise UsageError(
        f"'keyEnv' names only variables that begin with ANAM_ or PERSONACTL_{named}:"
        " a repository gets no other variable of your environment",
        where=_place(document, entry.value.span),
        hint=f"choose a name such as {_NAME_EXAMPLE}, and set it to the key for this run;"
        f" in CI: {_NAME_EXAMPLE}: ${{{{ secrets.YOUR_SECRET }}}}",
    )


def _problem(document: Document, problem: Problem) -> UsageError:
    where = _place(document, problem.span)
    return UsageError(f"{PROJECT_FILE} cannot be used: {problem.message}", where=where, hint=problem.hint)


def _push_settings(document: Document, entry: Entry | None) -> PushSettings:
    if entry is None:
        return PushSettings()
    entries = _mapping(document, entry.value, "'push'", tuple(PUSH.fields))
    return PushSettings(
        _whole_number(document, entries.get("maxDelete"), 0),
        _whole_number(document, entries.get("concurrency"), 1, MOST_AT_ONCE),
        _on_drift(document, entries.get("onDrift")),
    )


def _on_drift(document: Document, entry: Entry | None) -> OnDrift | None:
    word = _text(document, entry)
    if entry is None or word is None:
        return None
    for known in ON_DRIFT:
        if word == known:
            return known
    near = closest_name(word, ON_DRIFT)
    raise UsageError(
        f"'onDrift' must be {', '.join(ON_DRIFT[:-1])} or {ON_DRIFT[-1]}, and this is {word!r}",
        where=_place(document, entry.value.span),
        hint=f"did you mean {near!r}?" if near else "leave it out for the default, which leaves drift on the platform",
    )


def _lint_table(document: Document, entry: Entry | None) -> LintTable:
    if entry is None:
        return LintTable()
    entries = _mapping(document, entry.value, "'lint'", tuple(LINT.fields))
    select, ignore = entries.get("select"), entries.get("ignore")
    return LintTable(
        None if select is None else _words(document, select),
        () if ignore is None else _words(document, ignore),
        {name: _words(document, codes) for name, codes in _by_name(document, entries.get("perFile")).items()},
        tuple(
            (LocatedText(name, _place(document, level.key.span)), _entry_word(document, level))
            for name, level in _by_name(document, entries.get("severity")).items()
        ),
        _whole_number(document, entries.get("promptTokens")),
        _whole_number(document, entries.get("greetingWords")),
    )


def _by_name(document: Document, entry: Entry | None) -> dict[str, Entry]:
    return {} if entry is None else _mapping(document, entry.value, f"'{entry.name}'", None)


def _mapping(document: Document, node: Node, what: str, known: tuple[str, ...] | None) -> dict[str, Entry]:
    """Return the entries by name; if `known` is None, any name is allowed."""
    if not isinstance(node, MappingNode):
        raise _refused(document, node.span, f"{what} must hold 'key: value' lines, and this is {kind(node)}")
    for entry in node.entries:
        if known is not None and entry.name not in known:
            raise _unknown(document, entry, what, known)
    return {entry.name: entry for entry in node.entries}


def _text(document: Document, entry: Entry | None) -> str | None:
    """Return the entry's text, which must not be empty; None if there is no entry."""
    return None if entry is None else _word(document, entry.value, f"'{entry.name}'").text


def _entry_word(document: Document, entry: Entry) -> LocatedText:
    return _word(document, entry.value, f"'{entry.name}'")


def _words(document: Document, entry: Entry) -> tuple[LocatedText, ...]:
    """Return the texts of a list; a single text counts as a list of one."""
    if isinstance(entry.value, Scalar) and isinstance(entry.value.value, str):
        return (_entry_word(document, entry),)
    if not isinstance(entry.value, SequenceNode):
        message = f"'{entry.name}' must be a list of texts, and this is {kind(entry.value)}"
        raise _refused(document, entry.value.span, message)
    return tuple(_word(document, item, f"every item of '{entry.name}'") for item in entry.value.items)


def _whole_number(document: Document, entry: Entry | None, least: int = 1, most: int | None = None) -> int | None:
    """Return the entry's number, from `least` to `most`; None if there is no entry."""
    match entry.value if entry is not None else None:
        case None:
            return None
        case Scalar(value=int() as found) if _within(found, least, most):
            return found
        case node:
            assert entry is not None
            allowed = f"{least} or more" if most is None else f"{least} to {most}"
            raise _refused(document, node.span, f"'{entry.name}' must be a whole number, {allowed}")


def _within(number: int, least: int, most: int | None) -> bool:
    return not isinstance(number, bool) and least <= number and (most is None or number <= most)


def _refused(document: Document, span: Span, message: str) -> UsageError:
    hint = f"correct it, or leave it out; {document.path.name} is optional"
    return UsageError(message, where=_place(document, span), hint=hint)


def _place(document: Document, span: Span) -> str:
    return f"{document.path}:{span.start.line}:{span.start.column}"


def _word(document: Document, node: Node, what: str) -> LocatedText:
    match node:
        case Scalar(value=str() as found) if found.strip():
            return LocatedText(found, _place(document, node.span))
        case _:
            found_kind = "empty" if isinstance(node, Scalar) and isinstance(node.value, str) else kind(node)
            raise _refused(document, node.span, f"{what} must be text, and this is {found_kind}")


def _unknown(document: Document, entry: Entry, what: str, known: tuple[str, ...]) -> UsageError:
    near = closest_name(entry.name, known)
    return UsageError(
        f"{what} has an unknown key {entry.name!r}",
        where=_place(document, entry.key.span),
        hint=f"did you mean {near!r}?" if near else f"use one of: {', '.join(known)}",
    )
