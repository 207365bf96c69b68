"""Logins and profiles: which keys this machine knows, for which API, and which of them a run would use."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Context, Environment
from personactl.commands.event_loop import run_async
from personactl.commands.targets import connect, find_target
from personactl.errors import AuthError, UnavailableError, UsageError

if TYPE_CHECKING:
    from personactl.secret import Secret
    from personactl.state.profile_settings import ProfileSettings
    from personactl.state.profiles import Profiles
    from personactl.state.project import Project
    from personactl.state.target import Source, Target


class LoginRequest(Struct, frozen=True):
    """What a login is asked for.

    profile: None for the profile in use, or `default`.
    api_url: None for the profile's own address, or the hosted platform.
    insecure_storage: keep the key in clear, in a file that only this user can read.
    """

    profile: str | None = None
    api_url: str | None = None
    insecure_storage: bool = False


def log_in(request: LoginRequest, ask_key: "Callable[[str], Secret]", context: Context) -> str:
    """Check a key with one cheap read, store it, and return the profile's name.

    ask_key: gives the key for an API's origin.

    Raises `KeyringError` before a key is asked for if there is no place to store it, and what the read raises.
    """
    from personactl.state.keys import stored_keys
    from personactl.state.logins import chosen_profile, login_origin, remember_login
    from personactl.state.profile_settings import ProfileSettings
    from personactl.state.target import Target

    environment, notes = context.environment, context.notes
    project, profiles = _known(environment)
    keys = stored_keys(environment.paths)
    name = chosen_profile(request.profile, environment.env, project, profiles)
    origin = login_origin(name, request.api_url, environment.env, project, profiles)
    if not request.insecure_storage:
        keys.keyring.get(name, origin)  # nobody should type a key only to hear that there is no place for it
    key = ask_key(origin)
    run_async(_verify(Target(name, origin, embedded=False, key=key, key_source="this login"), context))
    settings = ProfileSettings(name, origin, storage="file" if request.insecure_storage else "keyring")
    profiles, leftover = remember_login(environment.paths, keys, settings, key)
    notes.note(f"logged in to {origin} as profile '{name}'")
    in_clear = f"the key is kept in clear in {keys.file.path}" if request.insecure_storage else None
    for warning in filter(None, (in_clear, leftover)):
        notes.warn(warning)
    _warn_if_unused(context, project, profiles, name)
    return name


class TargetExplanation(Struct, frozen=True):
    """Where a run would go now.

    sources: every place that can name a profile, most explicit first.
    outcome: the target, or why there is none.
    """

    sources: "Sequence[Source]"
    outcome: "Target | UsageError | AuthError"


def explain_target_choice(profile: str | None, environment: Environment) -> TargetExplanation:
    """Nothing is sent."""
    from personactl.state.target import explain_target

    project, profiles = _known(environment)
    sources = explain_target(explicit=profile, env=environment.env, project=project, profiles=profiles)
    try:
        outcome: Target | UsageError | AuthError = find_target(profile, environment)
    except (UsageError, AuthError) as error:
        outcome = error
    return TargetExplanation(sources, outcome)


class ProfileList(Struct, frozen=True):
    """The profiles by name, the chosen one, and which names the project defines."""

    profiles: "Mapping[str, ProfileSettings]"
    current: str | None
    in_project: frozenset[str]


def list_profiles(environment: Environment) -> ProfileList:
    """The user's own profiles, this project's, and the built-in one. Keys are not looked up."""
    from personactl.state.target import known_profiles

    project, profiles = _known(environment)
    return ProfileList(known_profiles(project, profiles), profiles.current, frozenset(project.profiles))


def use_profile(name: str, context: Context) -> None:
    """Choose the profile for commands that name none. Raises `UsageError` for one that is not there."""
    from personactl.state.logins import choose_profile

    project, _ = _known(context.environment)
    profiles = choose_profile(context.environment.paths, name)
    context.notes.note(f"profile in use: {name}")
    _warn_if_unused(context, project, profiles, name)


def log_out(profile: str | None, context: Context) -> None:
    """Forget a profile's key, and the profile. The key itself stays valid on the platform."""
    from personactl.state.keys import stored_keys
    from personactl.state.logins import chosen_profile, forget_login

    environment = context.environment
    project, profiles = _known(environment)
    name = chosen_profile(profile, environment.env, project, profiles)
    found = forget_login(environment.paths, stored_keys(environment.paths), project, name)
    context.notes.note(f"logged out of profile '{name}'" if found else f"profile '{name}' had no stored key")


def _known(environment: Environment) -> "tuple[Project, Profiles]":
    from personactl.state.profiles import read_profiles
    from personactl.state.project import find_project

    return find_project(environment.cwd), read_profiles(environment.paths)


async def _verify(target: "Target", context: Context) -> None:
    """One cheap read. Raises what the API raises, and `UnavailableError` for a server of another kind."""
    async with connect(target, context, read_only=True) as client:
        answer = await client.get("/v1/personas", {"perPage": 1})
    if not isinstance(answer, dict) or "data" not in answer:
        raise UnavailableError(
            "this server answers, but not as the platform does",
            where=target.origin,
            hint="check the address given with --api-url",
        )


def _warn_if_unused(context: Context, project: "Project", profiles: "Profiles", name: str) -> None:
    """Warn if commands would still go somewhere else than to the profile just named."""
    from personactl.state.target import explain_target, winner_of

    env = context.environment.env
    winner = winner_of(explain_target(explicit=None, env=env, project=project, profiles=profiles))
    if winner.says != name:
        context.notes.warn(
            f"commands here still use '{winner.says}', because of: {winner.place}; or name --profile {name}"
        )
