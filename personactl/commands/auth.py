"""Logins and profiles: the API keys that this machine stores, and the one that a run would use."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Context, Environment
from personactl.commands.targets import connect, find_target, run_async
from personactl.errors import AuthError, NotFoundError, UnavailableError, UsageError

if TYPE_CHECKING:
    from personactl.secret import Secret
    from personactl.state.profile_settings import ProfileSettings
    from personactl.state.profiles import Profiles
    from personactl.state.project import Project
    from personactl.state.target import Source, Target


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

    Raises `KeyringError` before `ask_key` is called if the keyring cannot be used, and what the check raises.
    """
    from personactl.state.credentials.keys import stored_keys
    from personactl.state.credentials.logins import login_origin, profile_for_login, store_login
    from personactl.state.profile_settings import ProfileSettings
    from personactl.state.target import Target

    environment, notes = context.environment, context.notes
    project, profiles = _known(environment)
    keys = stored_keys(environment.paths)
    name = profile_for_login(request.profile, environment.env, project, profiles)
    origin = login_origin(name, request.api_url, environment.env, project, profiles)
    if not request.insecure_storage:
        keys.keyring.get(name, origin)  # an unusable keyring is reported before the user types a key
    key = ask_key(origin)
    run_async(_verify(Target(name, origin, embedded=False, key=key, key_source="this login"), context))
    settings = ProfileSettings(name, origin, storage="file" if request.insecure_storage else "keyring")
    profiles, leftover = store_login(environment.paths, keys, settings, key)
    notes.note(f"logged in to {origin} as profile '{name}'")
    in_clear = f"the key is stored unencrypted in {keys.file.path}" if request.insecure_storage else None
    for warning in filter(None, (in_clear, leftover)):
        notes.warn(warning)
    _warn_if_unused(context, project, profiles, name)
    return name


class TargetExplanation(Struct, frozen=True):
    """The target of a run, and how it was chosen.

    sources: every place that can name a profile, most explicit first.
    outcome: the target, or the error that a run would end with.
    """

    sources: "Sequence[Source]"
    outcome: "Target | UsageError | AuthError"


def explain_target_choice(profile: str | None, environment: Environment) -> TargetExplanation:
    """Explain which target a run would use now. Nothing is sent."""
    from personactl.state.target import explain_target

    project, profiles = _known(environment)
    sources = explain_target(explicit=profile, env=environment.env, project=project, profiles=profiles)
    try:
        outcome: Target | UsageError | AuthError = find_target(profile, environment)
    except (UsageError, AuthError) as error:
        outcome = error
    return TargetExplanation(sources, outcome)


class ProfileList(Struct, frozen=True):
    """All known profiles.

    profiles: the settings by the profile's name.
    current: the profile that `auth use` chose.
    in_project: the names that the project defines.
    """

    profiles: "Mapping[str, ProfileSettings]"
    current: str | None
    in_project: frozenset[str]


def list_profiles(environment: Environment) -> ProfileList:
    """List the user's own profiles, the project's, and the built-in one. The stored keys are not read."""
    from personactl.state.target import known_profiles

    project, profiles = _known(environment)
    return ProfileList(known_profiles(project, profiles), profiles.current, frozenset(project.profiles))


def use_profile(name: str, context: Context) -> None:
    """Choose the profile of commands that do not name one. Raises `UsageError` for an unknown profile."""
    from personactl.state.credentials.logins import choose_profile

    project, _ = _known(context.environment)
    profiles = choose_profile(context.environment.paths, name)
    context.notes.note(f"profile in use: {name}")
    _warn_if_unused(context, project, profiles, name)


def log_out(profile: str | None, context: Context) -> None:
    """Delete a profile and its stored key from this machine. The key stays valid on the platform."""
    from personactl.state.credentials.keys import stored_keys
    from personactl.state.credentials.logins import delete_login, profile_for_login

    environment = context.environment
    project, profiles = _known(environment)
    name = profile_for_login(profile, environment.env, project, profiles)
    found = delete_login(environment.paths, stored_keys(environment.paths), project, name)
    context.notes.note(f"logged out of profile '{name}'" if found else f"profile '{name}' had no stored key")


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
        hint = "the key was not stored; check that it was copied completely, and the address: --api-url names another"
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


def _warn_if_unused(context: Context, project: "Project", profiles: "Profiles", name: str) -> None:
    """Warn if commands would still use another profile than `name`."""
    from personactl.state.target import explain_target, winner_of

    env = context.environment.env
    winner = winner_of(explain_target(explicit=None, env=env, project=project, profiles=profiles))
    if winner.profile != name:
        context.notes.warn(
            f"commands here still use '{winner.profile}', because of: {winner.place};"
            f" add --profile {name} to use this one"
        )
