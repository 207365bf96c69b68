"""The changes of `auth login` and `auth logout`: a key in its store, and the profile that names the store.

The key is stored before the profile, so that a profile never refers to a missing key. An older key of the same profile
is deleted last, after the new one is stored.
"""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from personactl.command_hint import command_hint
from personactl.document.suggestion import closest_name
from personactl.errors import KeyringError, UsageError
from personactl.origin import HOSTED, normal_origin
from personactl.secret import Secret
from personactl.state.credentials.keys import StoredKeys
from personactl.state.credentials.trust import URL_VARIABLE
from personactl.state.paths import Paths
from personactl.state.profile_settings import ENV, LOCAL, ProfileSettings, checked_name
from personactl.state.profiles import Profiles, change_profiles, read_profiles
from personactl.state.project import Project
from personactl.state.project_settings import PROJECT_FILE
from personactl.state.target import PROFILE_VARIABLE, known_profiles

DEFAULT_PROFILE: Final = "default"


def profile_for_login(explicit: str | None, env: Mapping[str, str], project: Project, profiles: Profiles) -> str:
    """Return the profile of a login or logout.

    It is the given one, or the one that commands would use, or the only one of the project, or `default`. Built-in
    profiles are skipped, because they have no key. Raises `UsageError` for a name that is not allowed.
    """
    if explicit is not None:
        return checked_name(explicit, "--profile")
    for place, name in (
        (PROFILE_VARIABLE, env.get(PROFILE_VARIABLE, "").strip()),
        (f"profile in {PROJECT_FILE}", project.profile),
        ("auth use", profiles.current_in(project.root)),
    ):
        if name and name not in {LOCAL, ENV}:
            return checked_name(name, place)
    return next(iter(project.profiles)) if len(project.profiles) == 1 else DEFAULT_PROFILE


def login_origin(name: str, api_url: str | None, env: Mapping[str, str], project: Project, profiles: Profiles) -> str:
    """Return the origin of a login: `api_url`, or the profile's own, or `ANAM_API_URL`, or the hosted platform.

    Raises `UsageError` for a text that is not a URL, and for a URL that contradicts the project.
    """
    own = project.profiles.get(name)
    if api_url is None:
        known = known_profiles(project, profiles).get(name)
        written = env.get(URL_VARIABLE, "").strip()
        return known.api_url if known else normal_origin(written or HOSTED, URL_VARIABLE)
    origin = normal_origin(api_url, "--api-url")
    if own is not None and own.api_url != origin:
        raise UsageError(
            f"this project has the profile '{name}' at {own.api_url}, and a key for another origin would be useless",
            where=f"--api-url {origin}",
            hint=f"leave --api-url out, choose another profile, or change {PROJECT_FILE}",
        )
    return origin


def store_login(paths: Paths, keys: StoredKeys, login: ProfileSettings, key: Secret) -> tuple[Profiles, str | None]:
    """Store `key` in the place that `login.storage` names. The first login becomes the current profile.

    Return the profiles and, if an older key could not be deleted, a sentence about it. Raises `KeyringError` or
    `StorageError`; the older key is then still in use.
    """
    before = read_profiles(paths).settings.get(login.name)
    place = keys.file if login.storage == "file" else keys.keyring
    place.set(login.name, login.api_url, key)

    def add(profiles: Profiles) -> Profiles:
        changed = profiles.with_profile(login)
        return changed if profiles.current else replace(changed, current=login.name)

    return change_profiles(paths, add), _remove_older(keys, login, before)


def choose_profile(paths: Paths, name: str, project: Project) -> Profiles:
    """Make `name` the profile in use: one of the user or `local` everywhere, one that the project defines only there.

    Raises `UsageError` for any other.
    """

    def choose(profiles: Profiles) -> Profiles:
        if name not in profiles.settings and name not in project.profiles and name != LOCAL:
            known = (*known_profiles(project, profiles), LOCAL)
            near = closest_name(name, known)
            raise UsageError(
                f"there is no profile '{name}'",
                where="auth use",
                hint=(f"did you mean {near}? " if near else "")
                + f"choose one of: {', '.join(known)}; or make another: {command_hint('auth login', profile='NAME')}",
            )
        return profiles.using(name, project.root, only_here=name not in profiles.settings and name != LOCAL)

    return change_profiles(paths, choose)


def delete_login(paths: Paths, keys: StoredKeys, project: Project, name: str) -> bool:
    """Delete the key of `name` and the user's profile. Return whether there was a key.

    Raises `UsageError` for an unknown profile, and `KeyringError` or `StorageError` if the key cannot be deleted; the
    profile then stays.
    """
    profiles = read_profiles(paths)
    settings = profiles.settings.get(name) or project.profiles.get(name)
    if settings is None:
        known = ", ".join(known_profiles(project, profiles))
        hint = f"choose one of: {known}" if known else "nothing has to be done: this machine has no profile with a key"
        raise UsageError(f"there is no profile '{name}'", where="auth logout", hint=hint)
    place = keys.file if settings.storage == "file" else keys
    was_there = place.delete(name, settings.api_url)
    if name in profiles.settings:
        change_profiles(paths, lambda now: now.without(name))
    return was_there


def _remove_older(keys: StoredKeys, login: ProfileSettings, before: ProfileSettings | None) -> str | None:
    """Delete an older key. One in the file must be deleted, because the file is read before the keyring."""
    if login.storage == "keyring":
        keys.file.delete(login.name, login.api_url)
    if before is None or (before.api_url, before.storage) == (login.api_url, login.storage):
        return None
    try:
        (keys.file if before.storage == "file" else keys.keyring).delete(login.name, before.api_url)
    except KeyringError as error:
        return f"an older key of '{login.name}' for {before.api_url} may still be in the keyring: {error.message}"
    return None
