"""`personactl session transcript`: what was said in one session."""

from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.commands.event_loop import run_async

if TYPE_CHECKING:
    from personactl.api.sessions import Session, Transcript
    from personactl.cli.output import Output
    from personactl.state.target import Target

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

    \b
    Examples:
      personactl session transcript
      personactl session transcript 3f2a91c0
      personactl session transcript 3f2a91c0 --format json
    """
    from personactl.cli.output import Output
    from personactl.cli.terminal import view
    from personactl.commands.targets import open_target
    from personactl.report.sessions.transcript_json import transcript_json
    from personactl.report.sessions.transcript_text import transcript_lines

    out = Output(quiet=quiet)
    target = open_target(profile, out)
    session, said = run_async(_found(target, id, out))
    if format is TextJson.json:
        out.json(transcript_json(said, session))
    else:
        out.answer(*transcript_lines(said, session, view(out)))
    return 0


async def _found(target: "Target", text: str | None, out: "Output") -> "tuple[Session, Transcript]":
    from personactl.api.sessions import get_transcript
    from personactl.commands.targets import connect
    from personactl.session.session_lookup import find_session

    async with connect(target, read_only=True, on_wait=out.note) as client:
        session = await find_session(client, text)
        return session, await get_transcript(client, session.id)
