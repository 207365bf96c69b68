"""`personactl auth`: log in and out, and show which profile and key a command would use."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.shared_options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.terminal.environment import current_context, current_environment
from personactl.cli.terminal.output import Output
from personactl.command_hint import command_hint
from personactl.errors import PersonactlError, UsageError

if TYPE_CHECKING:
    from personactl.commands.auth import ProjectAddress
    from personactl.secret import Secret

_MAX_KEY_BYTES = 8192

_LoginProfileOption = Annotated[
    str | None,
    typer.Option("--profile", metavar="NAME", help="The profile; by default the one in use, or 'default'."),
]
_ApiUrlOption = Annotated[
    str | None, typer.Option("--api-url", metavar="URL", help="The address of the API; by default the hosted platform.")
]
_WithTokenOption = Annotated[bool, typer.Option("--with-token", help="Read the API key from standard input.")]
_InsecureOption = Annotated[
    bool,
    typer.Option("--insecure-storage", help="Store the key unencrypted, in a file that only you can read."),
]


def login(
    profile: _LoginProfileOption = None,
    api_url: _ApiUrlOption = None,
    with_token: _WithTokenOption = False,
    insecure_storage: _InsecureOption = False,
    quiet: QuietOption = False,
) -> int:
    """Check an API key by listing one persona, then store it.

    Asks for the key without showing it, or reads it from standard input with --with-token. API keys are made in the web
    app, https://lab.anam.ai. The key is stored in the system's keyring for this profile and this address only. A
    profile that the project defines is named by --profile; its only one is the default. The profile of the first login
    becomes the one in use. If only the project names the address, you are asked before the key goes there; without a
    terminal, --api-url repeats the address.

    \b
    Examples:
      personactl auth login
      personactl auth login --profile production
      personactl auth login --profile staging --api-url https://staging.example
      personactl auth login --with-token < key.txt
    """
    from personactl.commands.auth import LoginRequest, log_in

    out = Output(quiet=quiet)
    stored = ("--insecure-storage",) if insecure_storage else ()

    def ask(origin: str) -> "Secret":
        given = () if api_url is None else ("--api-url", origin)
        return _key_from_stdin() if with_token else _ask_for_key(origin, profile, (*given, *stored), out)

    def confirm(address: "ProjectAddress") -> bool:
        return _confirm_address(address, (*(("--with-token",) if with_token else ()), *stored), out)

    log_in(LoginRequest(profile, api_url, insecure_storage, with_token), ask, current_context(out), confirm)
    return 0


def status(profile: ProfileOption = None, format: TextJsonOption = TextJson.text, quiet: QuietOption = False) -> int:
    """Show which target and key a command would use now, and why.

    Lists every place that can name a profile, most explicit first; the first place that names one wins. Then come the
    profiles that this project defines, and whether each has a key. Keys are shown as fingerprints. Nothing is sent. The
    exit status is 3 if the profile has no key.

    \b
    Examples:
      personactl auth status
      personactl auth status --profile staging
      personactl auth status --format json
    """
    from personactl.commands.auth import explain_target_choice
    from personactl.commands.project.profile_hints import project_profile_step
    from personactl.report.auth_report import (
        project_profile_table,
        source_table,
        target_choice_json,
        target_lines,
    )

    out = Output(quiet=quiet)
    explained = explain_target_choice(profile, current_environment())
    outcome = explained.outcome
    if format is TextJson.json:
        out.json(target_choice_json(explained.sources, outcome, explained.project_profiles))
    else:
        out.table(source_table(explained.sources, out.width))
        out.answer(*([] if isinstance(outcome, PersonactlError) else ["", *target_lines(outcome)]))
        if explained.project_profiles:
            out.answer("")
            out.table(project_profile_table(explained.project_profiles, out.width))
    if isinstance(outcome, PersonactlError):
        raise outcome
    for note in outcome.notes:
        out.warn(note)
    if step := project_profile_step(explained):
        out.note(step)
    return 0


def list_(format: TextJsonOption = TextJson.text, quiet: QuietOption = False) -> int:
    """List the profiles: your own, this project's, and the built-in one.

    Shows where each key is stored, but does not read it.

    \b
    Examples:
      personactl auth list
      personactl auth list --format json
    """
    from personactl.commands.auth import list_profiles
    from personactl.report.auth_report import profile_rows, profile_table, profiles_json, trust_steps

    out = Output(quiet=quiet)
    listed = list_profiles(current_environment())
    profiles = listed.profiles.values()
    if format is TextJson.json:
        out.json(profiles_json(profiles, listed.trusted_by, current=listed.current, in_project=listed.in_project))
    else:
        rows = profile_rows(profiles, listed.trusted_by, current=listed.current, in_project=listed.in_project)
        out.table(profile_table(rows, out.width))
    for step in trust_steps(profiles, listed.trusted_by):
        out.note(step)
    return 0


def use(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A profile of yours or of this project, or 'local'.")],
    quiet: QuietOption = False,
) -> int:
    """Choose the profile of commands that do not name one.

    A profile that only this project defines is chosen for this project, any other everywhere. --profile,
    PERSONACTL_PROFILE, the project's own profile and ANAM_API_KEY are more explicit and still win.

    \b
    Examples:
      personactl auth use staging
      personactl auth use local
    """
    from personactl.commands.auth import use_profile

    use_profile(name, current_context(Output(quiet=quiet)))
    return 0


def logout(profile: _LoginProfileOption = None, quiet: QuietOption = False) -> int:
    """Delete a profile and its stored key from this machine.

    The key stays valid on the platform.

    \b
    Examples:
      personactl auth logout
      personactl auth logout --profile staging
    """
    from personactl.commands.auth import log_out

    log_out(profile, current_context(Output(quiet=quiet)))
    return 0


def _confirm_address(address: "ProjectAddress", options: Sequence[str], out: Output) -> bool:
    """Ask whether the key may go to an address that only the project names. Raises `UntrustedError` if nobody can.

    options: those of this login, for the hint.
    """
    from personactl.errors import UntrustedError

    if not out.can_ask:
        raise UntrustedError(
            f"the key would go to {address.origin}, which only this project names, and nobody can be asked",
            where=f"{address.place} (profile '{address.profile}')",
            hint="if you know that address, repeat it: "
            + command_hint("auth login", "--api-url", address.origin, *options, profile=address.profile),
        )
    out.warn(f"only this project names the address of the profile '{address.profile}', in {address.place}")
    return out.confirm(f"Send your key to {address.origin}?")


def _ask_for_key(origin: str, profile: str | None, options: Sequence[str], out: Output) -> "Secret":
    """Ask for the key on the terminal, without echo. Raises `UsageError` without a terminal and for an invalid key."""
    from getpass import getpass

    from personactl.commands.project.profile_hints import key_source
    from personactl.report.text.printable import line_text

    if not out.stdin_terminal:
        command = command_hint("auth login", "--with-token", *options, profile=profile)
        raise UsageError(
            "there is no terminal to ask for the key",
            where="auth login",
            hint=f"pass it on standard input: {command} < FILE; {key_source(origin)}",
        )
    out.note(key_source(origin))
    try:
        return _key(getpass(f"API key for {line_text(origin)}: ", stream=sys.stderr), "the prompt")
    except EOFError as error:
        Output().end_line()
        raise _invalid_key("no key was entered", "the prompt") from error


def _key_from_stdin() -> "Secret":
    """Return the key on standard input, without white space around it. Raises `UsageError` for an invalid key."""
    from personactl.cli.terminal.standard_streams import read_stdin

    data = read_stdin(_MAX_KEY_BYTES + 1)
    if len(data) > _MAX_KEY_BYTES:
        raise _invalid_key("this text is too long for a key", "standard input")
    return _key(data.decode("utf-8", "replace"), "standard input")


def _key(text: str, where: str) -> "Secret":
    from personactl.secret import Secret

    key = text.strip()
    if not key:
        raise _invalid_key("no key was given", where)
    if not key.isascii() or not key.isprintable() or " " in key:
        raise _invalid_key("this is not a key: it contains white space or characters that keys do not have", where)
    if key.startswith("eyJ") and key.count(".") == 2:
        raise _invalid_key("this is a session token, not an API key", where)
    return Secret(key)


def _invalid_key(message: str, where: str) -> UsageError:
    return UsageError(message, where=where, hint="copy the API key again from the page that shows it, on one line")
