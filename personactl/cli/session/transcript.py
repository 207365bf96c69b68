"""`personactl session transcript`: print what was said in one session."""

from typing import Annotated

import typer

from personactl.cli.shared_options import ProfileOption, QuietOption, TextJson, TextJsonOption

_IdArgument = Annotated[
    str | None, typer.Argument(metavar="[ID]", help="A session's id or the beginning of one; the newest by default.")
]


def transcript(
    id: _IdArgument = None,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Print what was said in a session, the newest one by default.

    On a terminal, times count from the start of the session, which is in local time; they are in UTC (Z) in a pipe and
    in JSON.

    \b
    Examples:
      personactl session transcript
      personactl session transcript 3f2a91c0
      personactl session transcript 3f2a91c0 --format json
    """
    from personactl.cli.terminal.environment import current_context
    from personactl.cli.terminal.output import Output
    from personactl.commands.sessions import read_transcript
    from personactl.report.sessions.session_json import transcript_json
    from personactl.report.sessions.transcript_report import transcript_lines

    out = Output(quiet=quiet)
    context = current_context(out)
    session, said = read_transcript(id, profile, context)
    if format is TextJson.json:
        out.json(transcript_json(said, session))
    else:
        out.answer(*transcript_lines(said, session, out.view(context.environment.now())))
    return 0
