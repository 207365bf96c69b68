"""Logins and profiles: the API keys that this machine stores, and the one that a run would use."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Context, Environment
from personactl.commands.project.profile_hints import key_source, key_step, note_project_profiles
from personactl.commands.targets import connect, find_target, run_async
from personactl.errors import (
    AuthError,
    NotFoundError,
    UnavailableError,
    UntrustedError,
    UsageError,
)

if TYPE_CHECKING:
    from personactl.secret import Secret
    from personactl.state.credentials.project_profiles import ProjectProfile
    from personactl.state.credentials.trust import Reason, Trust
    from personactl.state.profile_settings import ProfileSettings
    from personactl.state.profiles import Profiles
    from personactl.state.project import Project
    from personactl.state.target import Source, Target


class LoginRequest(Struct, frozen=True):
    """The options of a login.

    profile: the name of the profile; None for the profile in use, or `default` if there is none.
    api_url: the API's address; None for the profile's own address, or the hosted platform if it has none.
    insecure_storage: store the key unencrypted, in a file that only this user can read.
    with_token: the key comes from standard input, for hints.
    """

    profile: str | None = None
    api_url: str | None = None
    insecure_storage: bool = False
    with_token: bool = False


class ProjectAddress(Struct, frozen=True):
    """An address that only a project names.

    origin: the address.
    profile: the profile that has it.
    place: where the project names it, as `file:line:column`.
    """

    origin: str
    profile: str
    place: str


def log_in(
    request: LoginRequest,
    ask_key: "Callable[[str], Secret]",
    context: Context,
    confirm_address: Callable[[ProjectAddress], bool] = lambda _: False,
) -> str:
    """Check a key by listing one persona, store it, and return the profile's name.

    ask_key: takes the API's origin and returns the key.
    confirm_address: returns whether the key may go to an address that only the project names; it may raise. If left
        out, no key goes there.

    Notes tell of other profiles that the project has, and which profile commands use now. Raises `UntrustedError` for
    an address that is not confirmed, `KeyringError` before `ask_key` is called if the keyring cannot be used, and what
    the check raises.
    """
    from personactl.state.credentials.keys import stored_keys
    from personactl.state.credentials.logins import login_origin, profile_for_login, store_login
    from personactl.state.profile_settings import ProfileSettings
    from personactl.state.target import Target

    environment, notes = context.environment, context.notes
    project, profiles = _known(environment)
    keys = stored_keys(environment.paths, environment.env, ("--with-token",) if request.with_token else ())
    name = profile_for_login(request.profile, environment.env, project, profiles)
    origin = login_origin(name, request.api_url, environment.env, project, profiles)
    if request.api_url is None:
        _confirm(project, name, origin, _trust(environment, project, profiles), confirm_address)
    if not request.insecure_storage:
        keys.keyring.get(name, origin)  # an unusable keyring is reported before the user types a key
    note_project_profiles(context, project, name, named=request.profile is not None)
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


def _confirm(
    project: "Project", name: str, origin: str, trust: "Trust", confirm: Callable[[ProjectAddress], bool]
) -> None:
    from personactl.state.credentials.trust import Login
    from personactl.state.project_settings import PROJECT_FILE

    own = project.profiles.get(name)
    if own is None or trust.reason(Login(), origin) is not None:
        return
    address = ProjectAddress(origin, name, own.place or PROJECT_FILE)
    if not confirm(address):
        raise UntrustedError(
            f"no key was asked for, and none goes to {origin}",
            where=address.place,
            hint="ask the owners of this project about that address; the platform of Anam has another one",
        )


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
    trust = _trust(environment, project, profiles)
    return TargetExplanation(sources, outcome, project_profiles(project, profiles, environment.env, trust))


class ProfileList(Struct, frozen=True):
    """All known profiles.

    profiles: the settings by the profile's name.
    current: the profile that `auth use` chose for this folder.
    in_project: the names that the project defines.
    trusted_by: why the key of a profile may go to its address, by the profile's name; None if it must not.
    """

    profiles: "Mapping[str, ProfileSettings]"
    current: str | None
    in_project: frozenset[str]
    trusted_by: "Mapping[str, Reason | None]"


def list_profiles(environment: Environment) -> ProfileList:
    """List the user's own profiles, the project's, and the built-in one. The stored keys are not read."""
    from personactl.state.credentials.project_profiles import trusted_by
    from personactl.state.target import known_profiles

    project, profiles = _known(environment)
    known, trust = known_profiles(project, profiles), _trust(environment, project, profiles)
    return ProfileList(
        known,
        profiles.current_in(project.root),
        frozenset(project.profiles),
        {name: trusted_by(settings, trust) for name, settings in known.items()},
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
    if settings is not None:
        profile = with_variable(settings, context.environment.env, _trust(context.environment, project, profiles))
        if not profile.has_key:
            context.notes.note(f"it has no key yet: {key_step(profile)}")
    _warn_if_unused(context, project, profiles, name)


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


def _trust(environment: Environment, project: "Project", profiles: "Profiles") -> "Trust":
    from personactl.state.credentials.trust import trust_of

    return trust_of(environment.env, environment.paths, profiles, project)


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
