"""`personactl auth`: who this machine is towards which API, and why."""

from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.environment import current_environment
from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.output import Output
from personactl.commands.event_loop import run_async
from personactl.errors import AuthError, PersonactlError, UnavailableError, UsageError

if TYPE_CHECKING:
    from personactl.commands.context import Environment
    from personactl.secret import Secret
    from personactl.state.keys import StoredKeys
    from personactl.state.profiles import Profiles
    from personactl.state.project import Project
    from personactl.state.target import Target

_LoginProfileOption = Annotated[
    str | None,
    typer.Option(
        "--profile", metavar="NAME", help="The profile to log in or out; the one in use, or 'default', without it."
    ),
]
_ApiUrlOption = Annotated[
    str | None, typer.Option("--api-url", metavar="URL", help="The API, if it is not the hosted platform.")
]
_WithTokenOption = Annotated[bool, typer.Option("--with-token", help="Read the API key from standard input.")]
_InsecureOption = Annotated[
    bool,
    typer.Option("--insecure-storage", help="Keep the key in clear, in a file that only you can read."),
]


def login(
    profile: _LoginProfileOption = None,
    api_url: _ApiUrlOption = None,
    with_token: _WithTokenOption = False,
    insecure_storage: _InsecureOption = False,
    quiet: QuietOption = False,
) -> int:
    """Check an API key with one cheap read, then store it.

    The key is asked for without showing it, or read from standard input with --with-token. It goes into the system's
    keyring, bound to the profile and to the API's address. The first login becomes the profile in use.

    \b
    Examples:
      personactl auth login
      personactl auth login --profile staging --api-url https://staging.example
      personactl auth login --with-token < key.txt
    """
    from personactl.state.keys import stored_keys
    from personactl.state.logins import chosen_profile, login_origin, remember_login
    from personactl.state.profile import ProfileSettings
    from personactl.state.target import Target

    out, surroundings = Output(quiet=quiet), current_environment()
    project, profiles = _known(surroundings)
    keys = stored_keys(surroundings.paths)
    name = chosen_profile(profile, surroundings.env, project, profiles)
    origin = login_origin(name, api_url, surroundings.env, project, profiles)
    if not insecure_storage:
        keys.keyring.get(name, origin)  # nobody should type a key only to hear that there is no place for it
    key = _given_key(origin, out, from_stdin=with_token)
    run_async(_verify(Target(name, origin, embedded=False, key=key, key_source="this login")))
    settings = ProfileSettings(name, origin, storage="file" if insecure_storage else "keyring")
    profiles, leftover = remember_login(surroundings.paths, keys, settings, key)
    out.note(f"logged in to {origin} as profile '{name}'")
    for warning in filter(None, (_in_clear(keys) if insecure_storage else None, leftover)):
        out.warn(warning)
    _tell_who_wins(out, surroundings, project, profiles, name)
    return 0


def _given_key(origin: str, out: Output, *, from_stdin: bool) -> "Secret":
    from personactl.cli.auth_key import ask_for_key, key_from_stdin

    return key_from_stdin() if from_stdin else ask_for_key(origin, stdin_is_terminal=out.stdin_terminal)


def status(profile: ProfileOption = None, format: TextJsonOption = TextJson.text, quiet: QuietOption = False) -> int:
    """Show where a command would go now, with which key, and why.

    Every place that can name a profile is listed, most explicit first; the first that says something wins. Keys are
    shown as a fingerprint. Nothing is sent. Exits with 3 when the profile that wins has no key.

    \b
    Examples:
      personactl auth status
      personactl auth status --profile staging
      personactl auth status --format json
    """
    from personactl.report.auth_json import status_json
    from personactl.report.auth_text import SOURCE_COLUMNS, source_rows, target_lines
    from personactl.state.target import explain_target

    out, surroundings = Output(quiet=quiet), current_environment()
    project, profiles = _known(surroundings)
    sources = explain_target(explicit=profile, env=surroundings.env, project=project, profiles=profiles)
    outcome = _outcome(profile, surroundings, project, profiles)
    if format is TextJson.json:
        out.json(status_json(sources, outcome))
    else:
        out.table(SOURCE_COLUMNS, source_rows(sources))
        out.answer(*([] if isinstance(outcome, PersonactlError) else ["", *target_lines(outcome)]))
    if isinstance(outcome, PersonactlError):
        raise outcome
    for note in outcome.notes:
        out.warn(note)
    return 0


def list_(format: TextJsonOption = TextJson.text, quiet: QuietOption = False) -> int:
    """List the profiles: your own, this project's, and the built-in one.

    The keys themselves are not looked up, only where they rest.

    \b
    Examples:
      personactl auth list
      personactl auth list --format json
    """
    from personactl.report.auth_json import profiles_json
    from personactl.report.auth_text import PROFILE_COLUMNS, profile_rows
    from personactl.state.target import known_profiles

    out, surroundings = Output(quiet=quiet), current_environment()
    project, profiles = _known(surroundings)
    named = known_profiles(project, profiles).values()
    in_project = frozenset(project.profiles)
    if format is TextJson.json:
        out.json(profiles_json(named, current=profiles.current, in_project=in_project))
    else:
        out.table(PROFILE_COLUMNS, profile_rows(named, current=profiles.current, in_project=in_project))
    return 0


def use(
    name: Annotated[str, typer.Argument(metavar="NAME", help="One of your profiles, or 'local'.")],
    quiet: QuietOption = False,
) -> int:
    """Choose the profile for commands that name none.

    --profile, PERSONACTL_PROFILE, a project's own choice and ANAM_API_KEY are more explicit and still win.

    \b
    Examples:
      personactl auth use staging
      personactl auth use local
    """
    from personactl.state.logins import choose_profile

    out, surroundings = Output(quiet=quiet), current_environment()
    project, _ = _known(surroundings)
    profiles = choose_profile(surroundings.paths, name)
    out.note(f"profile in use: {name}")
    _tell_who_wins(out, surroundings, project, profiles, name)
    return 0


def logout(profile: _LoginProfileOption = None, quiet: QuietOption = False) -> int:
    """Forget a profile's key, and the profile.

    The key itself stays valid on the platform.

    \b
    Examples:
      personactl auth logout
      personactl auth logout --profile staging
    """
    from personactl.state.keys import stored_keys
    from personactl.state.logins import chosen_profile, forget_login

    out, surroundings = Output(quiet=quiet), current_environment()
    project, profiles = _known(surroundings)
    name = chosen_profile(profile, surroundings.env, project, profiles)
    was_there = forget_login(surroundings.paths, stored_keys(surroundings.paths), project, name)
    out.note(f"logged out of profile '{name}'" if was_there else f"profile '{name}' had no stored key")
    return 0


def _known(surroundings: "Environment") -> tuple["Project", "Profiles"]:
    from personactl.state.profiles import read_profiles
    from personactl.state.project import find_project

    return find_project(surroundings.cwd), read_profiles(surroundings.paths)


def _outcome(
    profile: str | None, surroundings: "Environment", project: "Project", profiles: "Profiles"
) -> "Target | UsageError | AuthError":
    """The target, or why there is none: `status` shows the way there in both cases."""
    from personactl.state.keys import stored_keys
    from personactl.state.target import resolve_target

    keys = stored_keys(surroundings.paths)
    try:
        return resolve_target(explicit=profile, env=surroundings.env, project=project, profiles=profiles, keys=keys)
    except (UsageError, AuthError) as error:
        return error


async def _verify(target: "Target") -> None:
    """One cheap read. Raises what the API raises, and `UnavailableError` for a server of another kind."""
    from personactl.commands.targets import connect

    async with connect(target, read_only=True) as client:
        answer = await client.get("/v1/personas", {"perPage": 1})
    if not isinstance(answer, dict) or "data" not in answer:
        raise UnavailableError(
            "this server answers, but not as the platform does",
            where=target.origin,
            hint="check the address given with --api-url",
        )


def _in_clear(keys: "StoredKeys") -> str:
    return f"the key is kept in clear in {keys.file.path}"


def _tell_who_wins(
    out: Output, surroundings: "Environment", project: "Project", profiles: "Profiles", name: str
) -> None:
    """Say so when commands would still go somewhere else than to the profile just named."""
    from personactl.state.target import explain_target, winner_of

    winner = winner_of(explain_target(explicit=None, env=surroundings.env, project=project, profiles=profiles))
    if winner.says != name:
        out.warn(f"commands here still use '{winner.says}', because of: {winner.place}; or name --profile {name}")
