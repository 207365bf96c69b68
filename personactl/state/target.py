"""Resolves the target of a run: one profile from everything that can name one, and its key.

    --profile > PERSONACTL_PROFILE > personactl.yaml > ANAM_API_KEY > auth use > local

The first place that names a profile wins; nothing is merged. `explain_target` returns this table with the winner, and
`resolve_target` adds the key. The key of a named profile comes from the environment variable that the profile names,
or from a login to exactly this origin. `credentials.trust` decides whether a key from the environment may go to the
address that a project names. A variable for a key that is set but empty is a missing key: CI sets it so if a
secret does not exist, and the run must not go to another target then. Environment and files arrive as arguments.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from personactl.command_hint import command_hint
from personactl.errors import AuthError, KeyringError, UntrustedError, UsageError
from personactl.origin import HOSTED, checked_origin, normal_origin
from personactl.secret import Secret
from personactl.state.credentials.keys import KeyStore, StoredKey
from personactl.state.credentials.trust import KEY_VARIABLE, URL_VARIABLE, Key, Trust, url_of_environment
from personactl.state.credentials.trust_variables import ORIGINS_VARIABLE
from personactl.state.profile_settings import ENV, LOCAL, ProfileSettings
from personactl.state.profiles import Profiles
from personactl.state.project import Project, suggestion
from personactl.state.project_settings import PROJECT_FILE

PROFILE_OPTION: Final = "--profile"
CI_VARIABLE: Final = "CI"
PROFILE_VARIABLE: Final = "PERSONACTL_PROFILE"
_BUILT_IN: Final = "built in"


class Target(Struct, frozen=True):
    """Where a run goes.

    name: the name of the profile.
    origin: an API URL as `normal_origin` returns it, or `local` for the embedded engine.
    embedded: whether it is the embedded engine.
    key: the API key; None for the embedded engine.
    key_source: where the key comes from, for messages.
    notes: sentences about credentials that are set but not used.
    """

    name: str
    origin: str
    embedded: bool
    key: Secret | None
    key_source: str
    notes: tuple[str, ...] = ()


class SourceStatus(StrEnum):
    wins = "wins"
    overridden = "passed over"
    not_set = "not set"


class Source(Struct, frozen=True):
    """One place that can name a profile.

    place: the place, for messages.
    profile: the profile that it names; None if it names none.
    status: whether this place decides.
    why: the reason, for messages.
    """

    place: str
    profile: str | None
    status: SourceStatus
    why: str


def explain_target(
    *, explicit: str | None, env: Mapping[str, str], project: Project, profiles: Profiles
) -> tuple[Source, ...]:
    """Return every place that can name a profile, most explicit first; one of them wins. No key is read."""
    winner: str | None = None
    sources = []
    for place, profile in _places(explicit, env, project, profiles):
        if profile is None:
            sources.append(Source(place, None, SourceStatus.not_set, "it names no profile"))
        elif winner is None:
            winner = place
            sources.append(Source(place, profile, SourceStatus.wins, "the most explicit place that names a profile"))
        else:
            sources.append(Source(place, profile, SourceStatus.overridden, f"{winner} is more explicit"))
    return tuple(sources)


def winner_of(sources: Iterable[Source]) -> Source:
    return next(source for source in sources if source.status is SourceStatus.wins)


def resolve_target(
    *,
    explicit: str | None,
    env: Mapping[str, str],
    project: Project,
    profiles: Profiles,
    keys: KeyStore,
    trust: Trust,
) -> Target:
    """Return the target of a run. `keys` is not used if the environment has the key.

    Raises `UsageError` for an unknown profile, `AuthError` for one without a key, `UntrustedError` for one whose key
    would go to an address that only the project names, and what `keys` raises.
    """
    if explicit is not None and not explicit.strip():
        hint = "write the name of a profile after it, or leave the option out"
        raise UsageError("the name of the profile is empty", where=PROFILE_OPTION, hint=hint)
    sources = explain_target(explicit=explicit, env=env, project=project, profiles=profiles)
    winner = winner_of(sources)
    name = winner.profile or LOCAL
    if name == LOCAL:
        notes = (*_unused(env, used=None, winner=winner), *_unnamed_in_ci(env, winner))
        return Target(LOCAL, LOCAL, embedded=True, key=None, key_source="the engine itself", notes=notes)
    if name == ENV:
        return _from_environment(env, winner)
    settings = known_profiles(project, profiles).get(name)
    if settings is None:
        raise _unknown(name, winner, env, known_profiles(project, profiles))
    found = _key_in_environment(settings, env, trust) or _stored_key(settings, keys)
    if found is None:
        raise _without_key(settings, profiles, trust)
    notes = _unused(env, used=found.source, winner=winner, origin=settings.api_url)
    return Target(name, settings.api_url, embedded=False, key=found.key, key_source=found.source, notes=notes)


def known_profiles(project: Project, profiles: Profiles) -> dict[str, ProfileSettings]:
    """Return the named profiles, sorted.

    A project's definition takes precedence over the user's of the same name; a login then counts only if its origin is
    the
    same.
    """
    both = dict(profiles.settings)
    for name, settings in project.profiles.items():
        login = both.get(name)
        stored = login.storage if login is not None and login.api_url == settings.api_url else None
        both[name] = settings._replace(storage=stored)
    return {name: both[name] for name in sorted(both)}


def _places(
    explicit: str | None, env: Mapping[str, str], project: Project, profiles: Profiles
) -> tuple[tuple[str, str | None], ...]:
    return (
        (PROFILE_OPTION, explicit),
        (PROFILE_VARIABLE, _value(env, PROFILE_VARIABLE)),
        (f"profile in {PROJECT_FILE}", project.profile),
        (KEY_VARIABLE, ENV if KEY_VARIABLE in env else None),
        ("auth use", profiles.current_in(project.root)),
        (_BUILT_IN, LOCAL),
    )


def _from_environment(env: Mapping[str, str], winner: Source) -> Target:
    key = _value(env, KEY_VARIABLE)
    if key is None:
        name_other = "to use another target, unset it or name one with --profile"
        if KEY_VARIABLE in env:
            message, hint = f"{KEY_VARIABLE} is set but empty", f"set {KEY_VARIABLE} to an API key; {name_other}"
        else:
            message = f"the target '{ENV}' needs {KEY_VARIABLE}, and it is not set"
            hint = f"set {KEY_VARIABLE}, or choose another profile"
        raise AuthError(message, where=f"the environment, for the target '{ENV}' ({winner.place})", hint=hint)
    origin = normal_origin(_value(env, URL_VARIABLE) or HOSTED, URL_VARIABLE)
    notes = _without_effect(env, URL_VARIABLE, f"the key goes to {HOSTED}") + _empty_profile(env)
    return Target(ENV, origin, embedded=False, key=Secret(key), key_source=KEY_VARIABLE, notes=notes)


def _key_in_environment(settings: ProfileSettings, env: Mapping[str, str], trust: Trust) -> StoredKey | None:
    """Return the key in the profile's variable; None if that is not set.

    Raises `AuthError` if it is set but empty, and `UntrustedError` if it must not go to the profile's address.
    """
    name = settings.key_env
    if name is None or name not in env:
        return None
    key = _value(env, name)
    if key is None:
        raise AuthError(
            f"{name} is set but empty, so the profile '{settings.name}' has no key",
            where=f"{settings.api_url} (profile '{settings.name}')",
            hint=f"set {name} to an API key of that platform; in CI, check that the secret exists",
        )
    if trust.reason(Key(name), settings.api_url) is None:
        raise _untrusted(settings, name)
    return StoredKey(Secret(key), name)


def _untrusted(settings: ProfileSettings, variable: str) -> UntrustedError:
    from shlex import quote  # late, as all that few runs need

    login = command_hint("auth login", profile=settings.name)
    where = f"{settings.place or PROJECT_FILE} (profile '{settings.name}')"
    try:
        checked_origin(settings.api_url)
    except UsageError as error:  # no trust helps here
        hint = "ask the owners of this project for an address that begins with https://"
        return UntrustedError(f"the key in {variable} is not sent: {error.message}", where=where, hint=hint)
    return UntrustedError(
        f"the key in {variable} is not sent to {settings.api_url}, which only this project names",
        where=where,
        hint=f"if you know that address: {command_hint('trust', profile=None)} for this project only,"
        f" {command_hint('trust', settings.api_url, profile=None)} for all projects, or {login};"
        f" in CI, set {ORIGINS_VARIABLE}={quote(settings.api_url)}",
    )


def _stored_key(settings: ProfileSettings, keys: KeyStore) -> StoredKey | None:
    """Return the stored key. If the keyring fails, the error says first that the profile's variable is not set."""
    try:
        return keys.get(settings.name, settings.api_url)
    except KeyringError as error:
        variable = f"set {settings.key_env}" if settings.key_env else f"set {KEY_VARIABLE} and name no profile"
        login = f"'{command_hint('auth login', '--insecure-storage', profile=settings.name)}'"
        unset = f"{settings.key_env} is not set, so the profile '{settings.name}' needs a stored key, and "
        message = f"{unset if settings.key_env else ''}{error.message}"
        first = [variable, error.repair] if settings.key_env else [error.repair, variable]
        steps = [step for step in (*first, f"keep the key in a private file: {login}") if step]
        raise KeyringError(message, where=error.where, hint=", or ".join(steps)) from error


def _unused(env: Mapping[str, str], *, used: str | None, winner: Source, origin: str | None = None) -> tuple[str, ...]:
    """Return notes on variables that are set but not used, because their lack of effect is hard to find.

    `ANAM_API_URL` is used if it names `origin`: keys may go there then.
    """
    notes = []
    if _value(env, KEY_VARIABLE) and used != KEY_VARIABLE:
        notes.append(f"{KEY_VARIABLE} is set but not used: {winner.place} selects the profile '{winner.profile}'")
    if _value(env, URL_VARIABLE) and (origin is None or url_of_environment(env) != origin):
        notes.append(f"{URL_VARIABLE} is set but not used: it only applies with {KEY_VARIABLE}")
    empty = _empty_profile(env) if winner.place != PROFILE_OPTION else ()
    return (*notes, *empty)


def _empty_profile(env: Mapping[str, str]) -> tuple[str, ...]:
    return _without_effect(env, PROFILE_VARIABLE, "it names no profile")


def _without_effect(env: Mapping[str, str], name: str, consequence: str) -> tuple[str, ...]:
    return (f"{name} is set but empty: {consequence}",) if name in env and _value(env, name) is None else ()


def _unnamed_in_ci(env: Mapping[str, str], winner: Source) -> tuple[str, ...]:
    """Return a note if a CI job uses the embedded engine only because nothing names a target."""
    if winner.place != _BUILT_IN or (_value(env, CI_VARIABLE) or "false").lower() in {"false", "0", "no"}:
        return ()
    return (
        f"nothing names a target, so this job uses the embedded engine and reaches no platform; set {KEY_VARIABLE}"
        f" or use {PROFILE_OPTION} NAME ({PROFILE_OPTION} {LOCAL} if this is what you want)",
    )


def _unknown(name: str, winner: Source, env: Mapping[str, str], profiles: Iterable[str]) -> UsageError:
    known = (*profiles, *([ENV] if _value(env, KEY_VARIABLE) else []), LOCAL)
    similar = suggestion(name, known)
    separator = " " if similar.endswith("?") else "; "
    return UsageError(
        f"there is no profile '{name}'",
        where=winner.place,
        hint=f"{similar}{separator}'{command_hint('auth login', profile='NAME')}' makes another",
    )


def _without_key(settings: ProfileSettings, profiles: Profiles, trust: Trust) -> AuthError:
    user_s = profiles.settings.get(settings.name)
    where = settings.api_url
    if user_s is not None and user_s.api_url != settings.api_url:
        where += f" (the stored key belongs to {user_s.api_url} and goes nowhere else)"
    login = f"run '{command_hint('auth login', profile=settings.name)}'"
    unset = f": {settings.key_env} is not set" if settings.key_env else ""
    first = f"set {settings.key_env}"
    if settings.key_env and trust.reason(Key(settings.key_env), settings.api_url) is None:
        first += f" and trust the address ({command_hint('trust', settings.api_url, profile=None)})"
    return AuthError(
        f"the profile '{settings.name}' has no key{unset}",
        where=where,
        hint=f"{first}, or {login}" if settings.key_env else login,
    )


def _value(env: Mapping[str, str], name: str) -> str | None:
    """Return a variable's value without blanks around it; None if it is not set, or empty."""
    return env.get(name, "").strip() or None
