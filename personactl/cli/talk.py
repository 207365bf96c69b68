"""`personactl talk`: talk to a persona by text."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

import typer

from personactl.cli.session_token import EphemeralOption, LabelOption, note_token
from personactl.cli.shared_options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.terminal.environment import current_context
from personactl.cli.terminal.output import Output
from personactl.command_hint import command_hint
from personactl.commands.session_token import TokenOptions
from personactl.commands.talk import Talk, talk_with
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.commands.context import Context
    from personactl.commands.talk import TalkResult

_PersonaArgument = Annotated[str, typer.Argument(metavar="PERSONA", help="A persona's key, or its file.")]
_SayOption = Annotated[list[str] | None, typer.Option("--say", metavar="TEXT", help="Say this; repeatable.")]
_ScriptOption = Annotated[
    Path | None,
    typer.Option("--script", metavar="FILE", help="Say each line of FILE; lines that begin with '#' are comments."),
]


class _Screen:
    """Prints a conversation on stdout while it is held.

    echo: print what the user says too.
    silent: print nothing; the conversation is printed as one document at the end.
    """

    def __init__(self, out: Output, *, echo: bool, silent: bool) -> None:
        self.out = out
        self.echo = echo
        self.silent = silent
        self.warnings: list[str] = []
        self._name = ""
        self._speaking = False

    def named(self, persona: str) -> Self:
        """Set the name of the persona and return this screen."""
        from personactl.report.text.printable import one_line

        self._name = one_line(persona)
        return self

    def user(self, text: str) -> None:
        from personactl.report.text.printable import one_line

        if self.echo and not self.silent:
            self.out.answer(f"You: {one_line(text)}")

    def persona(self, piece: str) -> None:
        from personactl.report.text.printable import printable

        if not self.silent:
            start = "" if self._speaking else f"{self._name}: "
            self.out.piece(start + printable(piece).replace("\n", " "))
        self._speaking = True

    def persona_done(self, *, interrupted: bool) -> None:
        if not self.silent:
            self.out.piece(" [interrupted]\n" if interrupted else "\n")
        self._speaking = False

    def warned(self, message: str) -> None:
        self.warnings.append(message)
        self.out.warn(message)


def talk(
    persona: _PersonaArgument,
    say: _SayOption = None,
    script: _ScriptOption = None,
    ephemeral: EphemeralOption = False,
    label: LabelOption = None,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Talk to a persona by text, in a new session that ends with the conversation.

    Type on a terminal, or use --say, --script or a pipe. On a terminal Ctrl-C interrupts the persona while it speaks;
    otherwise Ctrl-C or Ctrl-D ends the conversation. So far this works with the embedded engine only.

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
        raise _typed_json()
    screen = _Screen(out, echo=not typed, silent=format is TextJson.json)
    options = TokenOptions(persona, ephemeral, label, profile)
    result = _converse(options, _talk(lines, screen, context, typed=typed), context)
    if format is TextJson.json:
        out.json(conversation_json(result.session_id, result.persona, result.said, screen.warnings))
    transcript = command_hint("session transcript", result.session_id[:8], profile=result.profile)
    out.note(f"the session has ended; '{transcript}' shows what was said")
    return 0


def _converse(options: TokenOptions, talk: Talk, context: "Context") -> "TalkResult":
    """Hold the conversation. Raises `KeyboardInterrupt` for Ctrl-C at the prompt; the session has ended by then."""
    try:
        return talk_with(options, talk, context)
    except asyncio.CancelledError as error:
        raise KeyboardInterrupt from error


def _talk(lines: Sequence[str] | None, screen: _Screen, context: "Context", *, typed: bool) -> Talk:
    """Return how this command takes part in the conversation."""
    from personactl.cli.terminal.keyboard import Interrupts

    interrupts = Interrupts()
    out = screen.out
    return Talk(
        lines=lambda: _user_lines(lines, out, typed=typed),
        stage=screen.named,
        on_token=lambda token: note_token(token, out, context.environment.now()),
        hush=interrupts.hush,
        watched=interrupts.watched if typed else nullcontext,
    )


def _typed_json() -> UsageError:
    return UsageError(
        "a conversation that is typed on a terminal cannot be printed as JSON",
        where="--format json",
        hint="use --say, --script or a pipe, or 'personactl session transcript --format json' afterwards",
    )


def _lines(say: Sequence[str] | None, script: Path | None) -> Sequence[str] | None:
    from personactl.session.talk import script_lines

    if say and script:
        raise UsageError(
            "--say and --script exclude each other", where="the command line", hint="leave out one of them"
        )
    if script is not None:
        try:
            return script_lines(script.read_text(encoding="utf-8"), str(script))
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


async def _user_lines(lines: Sequence[str] | None, out: Output, *, typed: bool) -> AsyncIterator[str]:
    """Yield what the user says: `lines`, or if there are none, the lines of stdin."""
    from personactl.cli.terminal.keyboard import typed_lines

    if lines is not None:
        for line in lines:
            yield line
        return

    def prompt() -> None:
        if typed:
            print("You: ", end="", file=sys.stderr, flush=True)  # noqa: T201 - a prompt, not an answer or a note

    async for line in typed_lines(sys.stdin.fileno(), prompt):
        yield line
    if typed:
        out.note("")
