"""Profiles, and how a target was chosen: tables for people, JSON for programs.

A key is never shown; its fingerprint is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from personactl.command_hint import command_hint
from personactl.errors import PersonactlError
from personactl.json_value import JsonObject
from personactl.report.answer_json import target_json, word_json
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.printable import one_line
from personactl.state.credentials.keys import fingerprint
from personactl.state.credentials.project_profiles import ProjectProfile
from personactl.state.credentials.trust import Reason
from personactl.state.profile_settings import LOCAL, ProfileSettings
from personactl.state.target import Source, Target

Row = Sequence[str | None]

_SOURCES: list[Column[Row]] = [
    Column("SOURCE", itemgetter(0)),
    Column("VALUE", itemgetter(1)),
    Column("RESULT", itemgetter(2)),
    Column("REASON", itemgetter(3), fit="fold", min_width=20),
]
_PROFILES: list[Column[Row]] = [
    Column("PROFILE", itemgetter(0)),
    Column("CURRENT", itemgetter(1)),
    Column("API", itemgetter(2), fit="fold"),
    Column("KEY", itemgetter(3), fit="fold"),
    Column("DEFINED IN", itemgetter(4)),
]
_PROJECT_PROFILES: list[Column[Row]] = [
    Column("PROFILE OF THIS PROJECT", itemgetter(0)),
    Column("API", itemgetter(1), fit="fold"),
    Column("KEY", itemgetter(2), fit="fold"),
]


def source_table(sources: Iterable[Source], width: int | None) -> Table:
    """Return the table of `source_rows`."""
    return fitted(_SOURCES, source_rows(sources), width)


def project_profile_table(profiles: Sequence[ProjectProfile], width: int | None) -> Table:
    """Return the table of `project_profile_rows`."""
    return fitted(_PROJECT_PROFILES, project_profile_rows(profiles), width)


def profile_table(rows: Sequence[Row], width: int | None) -> Table:
    """Return the table of `profile_rows`."""
    return fitted(_PROFILES, rows, width)


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


def project_profile_rows(profiles: Iterable[ProjectProfile]) -> list[Row]:
    """Return one row per profile, in the order given, with what is known of its key without reading it."""
    return [(one.settings.name, one.settings.api_url, _known_key(one)) for one in profiles]


def _known_key(profile: ProjectProfile) -> str:
    variable = profile.settings.key_env
    if variable and profile.variable_is_set:
        return f"${variable}" if profile.trusted_by is not None else f"${variable} (not trusted)"
    stored = _storage_words(profile.settings)
    if variable:
        return f"{stored} (${variable} is not set)" if stored else f"none: ${variable} is not set"
    return stored or "none: no login"


def target_choice_json(
    sources: Iterable[Source], outcome: Target | PersonactlError, project_profiles: Iterable[ProjectProfile] = ()
) -> JsonObject:
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
        "projectProfiles": [
            _named_profile(
                one.settings,
                one.trusted_by,
                current=target is not None and one.settings.name == target.name,
                in_project=True,
            )
            for one in project_profiles
        ],
        "notes": list(target.notes) if target is not None else [],
    }


def profile_rows(
    profiles: Iterable[ProfileSettings],
    trusted_by: Mapping[str, Reason | None],
    *,
    current: str | None,
    in_project: frozenset[str],
) -> list[Row]:
    """Return one row per profile, in the order given, then the built-in profile.

    trusted_by: why the key of a profile may go to its address, by the profile's name; None if it must not.
    current: the name of the profile in use.
    in_project: the names of the profiles that the project file defines.
    """
    named: list[Row] = [
        (
            profile.name,
            _yes(profile.name == current),
            profile.api_url,
            key_location(profile, trusted=trusted_by.get(profile.name) is not None),
            "project" if profile.name in in_project else "user",
        )
        for profile in profiles
    ]
    return [*named, (LOCAL, _yes(current == LOCAL), "embedded engine", None, "built in")]


def trust_steps(profiles: Iterable[ProfileSettings], trusted_by: Mapping[str, Reason | None]) -> Iterator[str]:
    """Yield what makes the key of a profile go to its address, for each profile that the table calls not trusted."""
    for profile in profiles:
        if profile.key_env and trusted_by.get(profile.name) is None:
            trust = command_hint("trust", profile.api_url, profile=None)
            login = command_hint("auth login", profile=profile.name)
            yield f"{profile.name} is not trusted; if you know its address: {trust}, or {login}"


def profiles_json(
    profiles: Iterable[ProfileSettings],
    trusted_by: Mapping[str, Reason | None],
    *,
    current: str | None,
    in_project: frozenset[str],
) -> JsonObject:
    """Return what `profile_rows` shows. `keyStorage` is `keyring`, `file` or null."""
    named = [
        _named_profile(
            profile,
            trusted_by.get(profile.name),
            current=profile.name == current,
            in_project=profile.name in in_project,
        )
        for profile in profiles
    ]
    local = _profile(LOCAL, current=current == LOCAL, origin=LOCAL, defined_in="built in")
    return {"currentProfile": current, "profiles": [*named, local]}


def key_location(profile: ProfileSettings, *, trusted: bool) -> str | None:
    """Return where the profile's key is stored according to its settings, without reading any of these places."""
    variable = f"${profile.key_env}{'' if trusted else ' (not trusted)'}" if profile.key_env else None
    places = [variable, _storage_words(profile)]
    return ", ".join(filter(None, places)) or None


def _storage_words(profile: ProfileSettings) -> str | None:
    match profile.storage:
        case "keyring":
            return "keyring"
        case "file":
            return "private file"
        case None:
            return None


def _named_profile(
    settings: ProfileSettings, trusted_by: Reason | None, *, current: bool, in_project: bool
) -> JsonObject:
    return _profile(
        settings.name,
        current=current,
        origin=settings.api_url,
        defined_in="project" if in_project else "user",
        key_env=settings.key_env,
        storage=settings.storage,
        trusted_by=trusted_by,
    )


def _profile(
    name: str,
    *,
    current: bool,
    origin: str,
    defined_in: str,
    key_env: str | None = None,
    storage: str | None = None,
    trusted_by: Reason | None = None,
) -> JsonObject:
    return {
        "profile": name,
        "kind": "embedded" if name == LOCAL else "remote",
        "origin": origin,
        "current": current,
        "keyEnv": key_env,
        "keyStorage": storage,
        "definedIn": word_json(defined_in),
        "trustedBy": None if trusted_by is None else word_json(trusted_by.value),
    }


def _printable(text: str | None) -> str | None:
    """Escape a text that may come from the command line or from a variable."""
    return None if text is None else one_line(text)


def _yes(flag: bool) -> str:
    return "yes" if flag else ""
