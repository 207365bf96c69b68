"""Logins and profiles: the API keys that this machine stores, and the one that a run would use."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from personactl.command_hint import command_hint
from personactl.commands.context import Context, Environment
from personactl.commands.targets import connect, find_target, run_async
from personactl.errors import AuthError, NotFoundError, PersonactlError, UnavailableError, UsageError

if TYPE_CHECKING:
    from personactl.secret import Secret
    from personactl.state.credentials.project_profiles import ProjectProfile
    from personactl.state.profile_settings import ProfileSettings
    from personactl.state.profiles import Profiles
    from personactl.state.project import Project
    from personactl.state.target import Source, Target


_WEB_APP: Final = "https://lab.anam.ai"


class LoginRequest(Struct, frozen=True):
    """The options of a login.

    profile: the name of the profile; None for the profile in use, or `default` if there is none.
    api_url: the API's address; None for the profile's own address, or the hosted platform if it has none.
    insecure_storage: store the key unencrypted, in a file that only this user can read.
    """

    profile: str | None = None
    api_url: str | None = None
    insecure_storage: bool = False


def log_in(request: LoginRequest, ask_key: "Callable[[str], Secret]", context: Context) -> str:
    """Check a key by listing one persona, store it, and return the profile's name.

    ask_key: takes the API's origin and returns the key.

    Notes tell of other profiles that the project has, and which profile commands use now. Raises `KeyringError` before
    `ask_key` is called if the keyring cannot be used, and what the check raises.
    """
    from personactl.state.credentials.keys import stored_keys
    from personactl.state.credentials.logins import login_origin, profile_for_login, store_login
    from personactl.state.profile_settings import ProfileSettings
    from personactl.state.target import Target

    environment, notes = context.environment, context.notes
    project, profiles = _known(environment)
    keys = stored_keys(environment.paths, environment.env)
    name = profile_for_login(request.profile, environment.env, project, profiles)
    origin = login_origin(name, request.api_url, environment.env, project, profiles)
    if not request.insecure_storage:
        keys.keyring.get(name, origin)  # an unusable keyring is reported before the user types a key
    _note_project_profiles(context, project, name, named=request.profile is not None)
    key = ask_key(origin)
    run_async(_verify(Target(name, origin, embedded=False, key=key, key_source="this login"), context))
    settings = ProfileSettings(name, origin, storage="file" if request.insecure_storage else "keyring")
    profiles, leftover = store_login(environment.paths, keys, settings, key)
    notes.note(f"logged in to {origin} as profile '{name}'")
    in_clear = f"the key is stored unencrypted in {keys.file.path}" if request.insecure_storage else None
    for warning in filter(None, (in_clear, leftover)):
        notes.warn(warning)
    _tell_used_profile(context, project, profiles, name)
    return name


def key_source(origin: str) -> str:
    """Return a sentence that says where a person gets an API key for a platform."""
    from urllib.parse import urlsplit

    from personactl.origin import HOSTED, is_loopback

    if origin == HOSTED:
        return f"API keys are made in the web app, {_WEB_APP}"
    if is_loopback(urlsplit(origin).hostname or ""):
        return f"an engine prints its API key when it starts: {command_hint('engine serve', profile=None)}"
    return f"API keys for {origin} are made in its web app"


class TargetExplanation(Struct, frozen=True):
    """The target of a run, and how it was chosen.

    sources: every place that can name a profile, most explicit first.
    outcome: the target, or the error that a run would end with.
    project_profiles: the profiles that the project defines, sorted.
    """

    sources: "Sequence[Source]"
    outcome: "Target | UsageError | AuthError"
    project_profiles: "Sequence[ProjectProfile]" = ()


def explain_target_choice(profile: str | None, environment: Environment) -> TargetExplanation:
    """Explain which target a run would use now. Nothing is sent."""
    from personactl.state.credentials.project_profiles import project_profiles
    from personactl.state.target import explain_target

    project, profiles = _known(environment)
    sources = explain_target(explicit=profile, env=environment.env, project=project, profiles=profiles)
    try:
        outcome: Target | UsageError | AuthError = find_target(profile, environment)
    except (UsageError, AuthError) as error:
        outcome = error
    return TargetExplanation(sources, outcome, project_profiles(project, profiles, environment.env))


class ProfileList(Struct, frozen=True):
    """All known profiles.

    profiles: the settings by the profile's name.
    current: the profile that `auth use` chose for this folder.
    in_project: the names that the project defines.
    """

    profiles: "Mapping[str, ProfileSettings]"
    current: str | None
    in_project: frozenset[str]


def list_profiles(environment: Environment) -> ProfileList:
    """List the user's own profiles, the project's, and the built-in one. The stored keys are not read."""
    from personactl.state.target import known_profiles

    project, profiles = _known(environment)
    return ProfileList(
        known_profiles(project, profiles), profiles.current_in(project.root), frozenset(project.profiles)
    )


def use_profile(name: str, context: Context) -> None:
    """Choose the profile of commands that do not name one. Raises `UsageError` for an unknown profile.

    A profile that only the project defines is chosen for this project alone: others may not have it.
    """
    from personactl.state.credentials.logins import choose_profile
    from personactl.state.credentials.project_profiles import with_variable
    from personactl.state.target import known_profiles

    project, _ = _known(context.environment)
    profiles = choose_profile(context.environment.paths, name, project)
    here = " in this project" if name in project.profiles and name not in profiles.settings else ""
    context.notes.note(f"profile in use{here}: {name}")
    settings = known_profiles(project, profiles).get(name)
    if settings is not None and not (profile := with_variable(settings, context.environment.env)).has_key:
        context.notes.note(f"it has no key yet: {key_step(profile)}")
    _warn_if_unused(context, project, profiles, name)


def key_step(profile: "ProjectProfile") -> str:
    """Return what a person can do to give the profile a key."""
    settings = profile.settings
    login = command_hint("auth login", profile=settings.name)
    return f"set {settings.key_env}, or {login}" if settings.key_env else login


def log_out(profile: str | None, context: Context) -> None:
    """Delete a profile and its stored key from this machine. The key stays valid on the platform."""
    from personactl.state.credentials.keys import stored_keys
    from personactl.state.credentials.logins import delete_login, profile_for_login

    environment = context.environment
    project, profiles = _known(environment)
    name = profile_for_login(profile, environment.env, project, profiles)
    used = _used_profile(environment, project, profiles)
    found = delete_login(environment.paths, stored_keys(environment.paths, environment.env), project, name)
    context.notes.note(f"logged out of profile '{name}'" if found else f"profile '{name}' had no stored key")
    if (now := _used_profile(environment, *_known(environment))) != used:
        context.notes.note(f"commands that name no profile use '{now}' now")


def _known(environment: Environment) -> "tuple[Project, Profiles]":
    from personactl.state.profiles import read_profiles
    from personactl.state.project import find_project

    return find_project(environment.project_start), read_profiles(environment.paths)


async def _verify(target: "Target", context: Context) -> None:
    """List one persona, to see whether the key works.

    Raises what the API raises, and `UnavailableError` if the answer is not the platform's.
    """
    try:
        async with connect(target, context, read_only=True) as client:
            answer = await client.get("/v1/personas", {"perPage": 1})
    except AuthError as error:
        hint = (
            "the key was not stored; check that it was copied completely, and the address: --api-url names another;"
            f" {key_source(target.origin)}"
        )
        raise AuthError(error.message, where=error.where, hint=hint) from error
    except NotFoundError as error:
        hint = "the key was not stored; check the address of the API, which --api-url names"
        raise NotFoundError(error.message, where=error.where, hint=hint) from error
    if not isinstance(answer, dict) or "data" not in answer:
        raise UnavailableError(
            "this server answers, but it is not the platform's API",
            where=target.origin,
            hint="the key was not stored; check the address of the API, which --api-url names",
        )


def project_profile_step(explained: TargetExplanation) -> str | None:
    """Return what makes a profile of the project the target, if none of them is: in a new clone nobody knows them."""
    outcome = explained.outcome
    names = [profile.settings.name for profile in explained.project_profiles]
    if isinstance(outcome, PersonactlError) or not names or outcome.name in names:
        return None
    first = next((one for one in explained.project_profiles if one.has_key), explained.project_profiles[0])
    use = f"to use a profile of this project, add --profile {first.settings.name}"
    return use if first.has_key else f"{use}; it needs a key first: {key_step(first)}"


def _note_project_profiles(context: Context, project: "Project", name: str, *, named: bool) -> None:
    """Before a key is asked for, say which profile of the project it is for, or that another one may be meant.

    named: whether the user named the profile.
    """
    others = sorted(project.profiles.keys() - {name})
    if name in project.profiles:
        if not named:
            context.notes.note(f"the key is for the profile '{name}' of this project")
    elif others:
        several = "profiles" if len(others) > 1 else "profile"
        login = command_hint("auth login", profile=others[0])
        context.notes.note(f"this project has the {several} {' and '.join(others)}; for a key of one: {login}")


def _tell_used_profile(context: Context, project: "Project", profiles: "Profiles", name: str) -> None:
    """Say that commands now use `name` by default, or warn that they do not."""
    if not _warn_if_unused(context, project, profiles, name):
        context.notes.note(f"commands that name no profile use '{name}' now; to use another: personactl auth use NAME")


def _warn_if_unused(context: Context, project: "Project", profiles: "Profiles", name: str) -> bool:
    """Warn if commands would still use another profile than `name`. Return whether they would."""
    winner = _winner(context.environment, project, profiles)
    if winner.profile == name:
        return False
    context.notes.warn(
        f"commands here still use '{winner.profile}', because of: {winner.place}; add --profile {name} to use this one"
    )
    return True


def _used_profile(environment: Environment, project: "Project", profiles: "Profiles") -> str | None:
    return _winner(environment, project, profiles).profile


def _winner(environment: Environment, project: "Project", profiles: "Profiles") -> "Source":
    """Return the place that names the profile of commands that name none."""
    from personactl.state.target import explain_target, winner_of

    return winner_of(explain_target(explicit=None, env=environment.env, project=project, profiles=profiles))
