"""`personactl talk`: talk to a persona by text."""

import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.session_token import EphemeralOption, LabelOption, note_token
from personactl.cli.shared_options import AllowSecretsOption, ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.terminal.conversation_screen import ConversationScreen
from personactl.cli.terminal.environment import current_context
from personactl.cli.terminal.keyboard import typed_lines
from personactl.cli.terminal.output import Output
from personactl.command_hint import command_hint
from personactl.commands.session_token import TokenOptions
from personactl.commands.talk import Talk, talk_with, turns_error
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.commands.context import Context

_PersonaArgument = Annotated[str, typer.Argument(metavar="PERSONA", help="A persona: its key, its file or a pattern.")]
_SayOption = Annotated[list[str] | None, typer.Option("--say", metavar="TEXT", help="Say this; repeatable.")]
_ScriptOption = Annotated[
    Path | None,
    typer.Option("--script", metavar="FILE", help="Say each line of FILE; lines that begin with '#' are comments."),
]


def talk(
    persona: _PersonaArgument,
    say: _SayOption = None,
    script: _ScriptOption = None,
    ephemeral: EphemeralOption = False,
    label: LabelOption = None,
    allow_secrets: AllowSecretsOption = False,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Talk to a persona by text, in a new session that ends with the conversation.

    Type on a terminal, or use --say, --script or a pipe. On a terminal Ctrl-C interrupts the persona while it speaks;
    otherwise Ctrl-C or Ctrl-D ends the conversation. The arrow keys bring back earlier lines, which are stored without
    secrets; a line that begins with a space is not stored. With --say, --script or a pipe the exit status is 5 if a
    turn got no answer. So far this works with the embedded engine only.

    \b
    Examples:
      personactl talk cara
      personactl talk cara --say "Hello" --say "When do you open?"
      personactl talk cara --script questions.txt --format json
    """
    from personactl.report.sessions.session_json import conversation_json

    out = Output(quiet=quiet)
    context = current_context(out)
    lines = _lines(say, script)
    typed = lines is None and out.stdin_terminal
    if typed and format is TextJson.json:
        raise _typed_json(profile)
    screen = ConversationScreen(out, echo=not typed, silent=format is TextJson.json)
    options = TokenOptions(persona, ephemeral, label, profile, allow_secrets)
    try:
        result = talk_with(options, _talk(lines, screen, context, typed=typed), context)
    finally:
        screen.close()
    if format is TextJson.json:
        said, failed = result.said, result.failed
        out.json(conversation_json(result.session_id, result.persona, said, screen.warnings, failed))
    transcript = command_hint("session transcript", result.session_id[:8], profile=result.profile)
    out.note(f"the session has ended; '{transcript}' shows what was said", is_last=result.was_interrupted)
    if result.was_interrupted:
        raise KeyboardInterrupt
    if (error := turns_error(result)) is not None and (not typed or result.error is not None):
        raise error
    return 0


def _talk(lines: Sequence[str] | None, screen: ConversationScreen, context: "Context", *, typed: bool) -> Talk:
    """Return how this command takes part in the conversation."""
    from personactl.cli.terminal.keyboard import Interrupts

    interrupts = Interrupts()
    out = screen.out

    @contextmanager
    def at_keyboard() -> Iterator[None]:
        with interrupts.watched(), _silent_keyboard():
            yield

    return Talk(
        lines=lambda: _user_lines(lines, context, typed=typed),
        stage=screen.named,
        on_token=lambda token: note_token(token, out, context.environment.now()),
        hush=interrupts.hush,
        watched=at_keyboard if typed else nullcontext,
    )


def _silent_keyboard() -> AbstractContextManager[None]:
    from personactl.cli.terminal.line_editor import can_edit_lines, silent_keyboard

    return nullcontext() if can_edit_lines() is None else silent_keyboard()


def _typed_json(profile: str | None) -> UsageError:
    transcript = command_hint("session transcript", "--format", "json", profile=profile)
    return UsageError(
        "a conversation that is typed on a terminal cannot be printed as JSON",
        where="--format json",
        hint=f"use --say, --script or a pipe, or '{transcript}' afterwards",
    )


def _lines(say: Sequence[str] | None, script: Path | None) -> Sequence[str] | None:
    from personactl.files.command_line_files import read_named
    from personactl.session.talk import script_lines

    if say and script:
        raise UsageError(
            "--say and --script exclude each other", where="the command line", hint="leave out one of them"
        )
    if script is not None:
        try:
            return script_lines(read_named(script).decode("utf-8"), str(script))
        except (OSError, UnicodeDecodeError) as error:
            reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
            raise UsageError(
                f"the script cannot be read: {reason}",
                where=str(script),
                hint="check the path, and that the file is UTF-8 text",
            ) from error
    if say and not all(text.strip() for text in say):
        raise UsageError("there is nothing to say", where="--say with an empty text", hint="give --say some text")
    return say or None


async def _user_lines(lines: Sequence[str] | None, context: "Context", *, typed: bool) -> AsyncIterator[str]:
    """Yield what the user says: `lines`, or if there are none, the lines of stdin."""
    if lines is not None:
        for line in lines:
            yield line
        return
    async for line in _typed_lines(context) if typed else typed_lines(sys.stdin.fileno()):
        yield line


def _typed_lines(context: "Context") -> AsyncIterator[str]:
    """Return the lines that are typed on the terminal, edited if it can do that."""
    from personactl.cli.terminal.line_editor import can_edit_lines, edited_lines
    from personactl.state.typed_lines import TypedLines

    stream = can_edit_lines()
    if stream is None:
        return typed_lines(sys.stdin.fileno(), "You: ")
    state = context.environment.paths.state
    return edited_lines(stream, TypedLines(None if state is None else state / "talk-lines.jsonl"))
