"""`personactl token`: make a session token for a persona, or decode an existing one."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.shared_options import AllowSecretsOption, ProfileOption, QuietOption

if TYPE_CHECKING:
    from datetime import datetime

    from personactl.cli.terminal.output import Output
    from personactl.commands.session_token import SessionToken

_MAX_TOKEN_BYTES = 1_000_000
"""A token is a header of a request, so it is shorter by far."""


class TokenFormat(StrEnum):
    """Output formats of a token."""

    raw = "raw"
    json = "json"
    env = "env"
    header = "header"


PersonaArgument = Annotated[
    str | None, typer.Argument(metavar="[PERSONA]", help="A persona: its key, its file or a pattern.")
]
EphemeralOption = Annotated[
    bool, typer.Option("--ephemeral", help="Send the file's whole configuration, even if it was pushed.")
]
LabelOption = Annotated[str | None, typer.Option("--label", metavar="TEXT", help="The client label of the session.")]
InspectOption = Annotated[
    str | None,
    typer.Option("--inspect", metavar="TOKEN", help="Decode TOKEN ('-' reads it from stdin) instead of making one."),
]
TokenFormatOption = Annotated[TokenFormat, typer.Option("--format", help="The output format.")]


def token(
    persona: PersonaArgument = None,
    ephemeral: EphemeralOption = False,
    label: LabelOption = None,
    allow_secrets: AllowSecretsOption = False,
    inspect: InspectOption = None,
    format: TokenFormatOption = TokenFormat.raw,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Make a session token for a persona, and print it alone on stdout.

    A persona that was pushed and is unchanged gets a stateful token, which refers to the stored persona. Any other
    persona, or any with --ephemeral, gets an ephemeral token with the file's whole configuration. A token is valid for
    one hour. --inspect makes no token: it decodes an existing one, and the exit status is 3 if it has expired.
    Times are local on a terminal and name their zone; they are in UTC (Z) in a pipe and in JSON.

    \b
    Examples:
      personactl token cara
      personactl token cara --ephemeral --label demo
      eval "$(personactl token cara --format env)"
      personactl token cara --format header |
        curl -X POST https://api.anam.ai/v1/engine/session -H @-
      personactl token --inspect - < token.txt
    """
    from personactl.cli.terminal.environment import current_context
    from personactl.cli.terminal.output import Output

    out = Output(quiet=quiet)
    context = current_context(out)
    now = context.environment.now
    if inspect is not None:
        return _inspect(inspect, persona, format, out, now())
    from personactl.commands.session_token import TokenOptions, make_token

    made = make_token(TokenOptions(_named(persona), ephemeral, label, profile, allow_secrets), context)
    out.mask(made.token.reveal())
    note_token(made, out, now())
    _print(made, format, out, now())
    return 0


def note_token(token: "SessionToken", out: "Output", now: "datetime") -> None:
    """Note the kind of the token and the reason, how long it is valid, and what it does not contain."""
    from personactl.report.sessions.token_report import expiry_text
    from personactl.session.token_claims import inspect_token

    facts = inspect_token(token.token.reveal(), now)
    request = token.request
    out.note(f"{request.kind} token, because {request.why}; {expiry_text(facts, out.view(now))}")
    if request.dropped:
        out.note(f"a stateful token does not contain {', '.join(request.dropped)}; --ephemeral sends them")
    if token.secret_uses:
        from personactl.report.plan.secret_hosts_report import shown_use

        out.note(f"secrets of its tools: {', '.join(map(shown_use, token.secret_uses))}")
    if token.stale:
        out.warn(f"the session will use {', '.join(token.stale)} as last pushed; the files have changed since")
    if facts.kind not in (None, request.kind):
        out.warn(f"the platform made a token of kind {facts.kind!r}; official clients may refuse it")


def _print(token: "SessionToken", format: TokenFormat, out: "Output", now: "datetime") -> None:
    from personactl.report.sessions.token_report import token_env, token_header, token_json
    from personactl.session.token_claims import inspect_token

    match format:
        case TokenFormat.raw:
            out.piece(f"{token.token.reveal()}\n")
        case TokenFormat.env:
            out.piece(f"{token_env(token.token)}\n")
        case TokenFormat.header:
            out.piece(f"{token_header(token.token)}\n")
        case TokenFormat.json:
            facts = inspect_token(token.token.reveal(), now)
            out.json(token_json(token.token, facts, token.request.persona_id))


def _inspect(text: str, persona: str | None, format: TokenFormat, out: "Output", now: "datetime") -> int:
    from personactl.cli.terminal.standard_streams import read_stdin
    from personactl.errors import UsageError
    from personactl.report.sessions.token_report import facts_json, facts_lines
    from personactl.session.token_claims import inspect_token, refuse_expired

    if persona is not None:
        raise UsageError(
            "--inspect makes no token, so it takes no persona",
            where=f"the argument {persona!r}",
            hint="leave out the persona or --inspect",
        )
    token = read_stdin(_MAX_TOKEN_BYTES).decode("utf-8", "replace") if text == "-" else text
    facts = inspect_token(token, now)
    if format is TokenFormat.json:
        out.json(facts_json(facts))
    else:
        out.answer(*facts_lines(facts, out.view(now)))
    refuse_expired(facts, now)
    return 0


def _named(persona: str | None) -> str:
    from personactl.errors import UsageError

    if persona is None:
        raise UsageError(
            "no persona was named",
            where="the command line of 'personactl token'",
            hint="see 'personactl token --help'",
        )
    return persona
