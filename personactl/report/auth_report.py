"""Profiles, and how a target was chosen: tables for people, JSON for programs.

A key is never shown; its fingerprint is.
"""

from collections.abc import Iterable, Sequence

from personactl.errors import PersonactlError
from personactl.json_value import JsonObject
from personactl.report.answer_json import target_json, word_json
from personactl.report.text.printable import one_line
from personactl.state.credentials.keys import fingerprint
from personactl.state.profile_settings import LOCAL, ProfileSettings
from personactl.state.target import Source, Target

SOURCE_COLUMNS = ("SOURCE", "VALUE", "RESULT", "REASON")
PROFILE_COLUMNS = ("PROFILE", "CURRENT", "API", "KEY", "DEFINED IN")

Row = Sequence[str | None]


def source_rows(sources: Iterable[Source]) -> list[Row]:
    """Return one row per source, in the order given, which is the order of precedence."""
    return [
        (source.place, _printable(source.profile), source.status.value, _printable(source.why)) for source in sources
    ]


def target_lines(target: Target) -> list[str]:
    """Return the platform and the key that a command would use now."""
    if target.key is None:
        return [f"target  {target.name}", "API     the embedded engine, in this process", "key     none needed"]
    return [
        f"target  {target.name}",
        f"API     {target.origin}",
        f"key     {fingerprint(target.key)}, from {target.key_source}",
    ]


def target_choice_json(sources: Iterable[Source], outcome: Target | PersonactlError) -> JsonObject:
    """Return the chosen target with its sources. It is null if none could be chosen; the run then fails."""
    target = outcome if isinstance(outcome, Target) else None
    return {
        "target": None if target is None else target_json(target),
        "keyFingerprint": None if target is None or target.key is None else fingerprint(target.key),
        "sources": [
            {
                "place": source.place,
                "profile": source.profile,
                "decision": word_json(source.status.value),
                "reason": source.why,
            }
            for source in sources
        ],
        "notes": list(target.notes) if target is not None else [],
    }


def profile_rows(profiles: Iterable[ProfileSettings], *, current: str | None, in_project: frozenset[str]) -> list[Row]:
    """Return one row per profile, in the order given, then the built-in profile.

    current: the name of the profile in use.
    in_project: the names of the profiles that the project file defines.
    """
    named: list[Row] = [
        (
            profile.name,
            _yes(profile.name == current),
            profile.api_url,
            key_location(profile),
            "project" if profile.name in in_project else "user",
        )
        for profile in profiles
    ]
    return [*named, (LOCAL, _yes(current == LOCAL), "embedded engine", None, "built in")]


def profiles_json(
    profiles: Iterable[ProfileSettings], *, current: str | None, in_project: frozenset[str]
) -> JsonObject:
    """Return what `profile_rows` shows. `keyStorage` is `keyring`, `file` or null."""
    named = [
        _profile(
            profile.name,
            current=profile.name == current,
            origin=profile.api_url,
            defined_in="project" if profile.name in in_project else "user",
            key_env=profile.key_env,
            storage=profile.storage,
        )
        for profile in profiles
    ]
    local = _profile(LOCAL, current=current == LOCAL, origin=LOCAL, defined_in="built in")
    return {"currentProfile": current, "profiles": [*named, local]}


def key_location(profile: ProfileSettings) -> str | None:
    """Return where the profile's key is stored according to its settings, without reading any of these places."""
    places = [f"${profile.key_env}"] if profile.key_env else []
    match profile.storage:
        case "keyring":
            places.append("keyring")
        case "file":
            places.append("private file")
        case None:
            pass
    return ", ".join(places) or None


def _profile(
    name: str,
    *,
    current: bool,
    origin: str,
    defined_in: str,
    key_env: str | None = None,
    storage: str | None = None,
) -> JsonObject:
    return {
        "profile": name,
        "kind": "embedded" if name == LOCAL else "remote",
        "origin": origin,
        "current": current,
        "keyEnv": key_env,
        "keyStorage": storage,
        "definedIn": word_json(defined_in),
    }


def _printable(text: str | None) -> str | None:
    """Escape a text that may come from the command line or from a variable."""
    return None if text is None else one_line(text)


def _yes(flag: bool) -> str:
    return "yes" if flag else ""
