"""`personactl auth`: who this machine is towards which API, and why."""

from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.environment import current_context, current_environment
from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.output import Output
from personactl.errors import PersonactlError

if TYPE_CHECKING:
    from personactl.secret import Secret

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
    from personactl.cli.auth_key import ask_for_key, key_from_stdin
    from personactl.commands.auth import LoginRequest, log_in

    out = Output(quiet=quiet)

    def ask(origin: str) -> "Secret":
        return key_from_stdin() if with_token else ask_for_key(origin, stdin_is_terminal=out.stdin_terminal)

    log_in(LoginRequest(profile, api_url, insecure_storage), ask, current_context(out))
    return 0


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
    from personactl.commands.auth import explain_target_choice
    from personactl.report.auth_report import SOURCE_COLUMNS, source_rows, target_json, target_lines

    out = Output(quiet=quiet)
    explained = explain_target_choice(profile, current_environment())
    outcome = explained.outcome
    if format is TextJson.json:
        out.json(target_json(explained.sources, outcome))
    else:
        out.table(SOURCE_COLUMNS, source_rows(explained.sources))
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
    from personactl.commands.auth import list_profiles
    from personactl.report.auth_report import PROFILE_COLUMNS, profile_rows, profiles_json

    out = Output(quiet=quiet)
    listed = list_profiles(current_environment())
    profiles = listed.profiles.values()
    if format is TextJson.json:
        out.json(profiles_json(profiles, current=listed.current, in_project=listed.in_project))
    else:
        out.table(PROFILE_COLUMNS, profile_rows(profiles, current=listed.current, in_project=listed.in_project))
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
    from personactl.commands.auth import use_profile

    use_profile(name, current_context(Output(quiet=quiet)))
    return 0


def logout(profile: _LoginProfileOption = None, quiet: QuietOption = False) -> int:
    """Forget a profile's key, and the profile.

    The key itself stays valid on the platform.

    \b
    Examples:
      personactl auth logout
      personactl auth logout --profile staging
    """
    from personactl.commands.auth import log_out

    log_out(profile, current_context(Output(quiet=quiet)))
    return 0
