"""`personactl talk`: a conversation with a persona, by text."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

import typer

from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.output import Output
from personactl.cli.token import EphemeralOption, LabelOption, note_token
from personactl.commands.session_token import TokenOptions
from personactl.commands.talk import Talk, talk_with
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.commands.context import Context

_PersonaArgument = Annotated[str, typer.Argument(metavar="PERSONA", help="A persona's key, or its file.")]
_SayOption = Annotated[
    list[str] | None, typer.Option("--say", metavar="TEXT", help="Say this; give it again to say more.")
]
_ScriptOption = Annotated[
    Path | None, typer.Option("--script", metavar="FILE", help="Say each line of FILE; '#' begins a comment line.")
]


@dataclass(slots=True)
class _Screen:
    """The conversation on stdout as it is being held; with `silent` it waits for the document at the end."""

    out: Output
    echo: bool
    silent: bool
    warnings: list[str] = field(default_factory=list)
    _name: str = ""
    _speaking: bool = False

    def named(self, persona: str) -> Self:
        """The screen of a conversation with `persona`."""
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
    """Talk with a persona by text, in a session of its own that ends with the conversation.

    Type on a terminal, or say what is to be said with --say, --script or a pipe. On a terminal Ctrl-C cuts the
    persona short while it speaks, and ends the conversation otherwise, as Ctrl-D does. For now this works with the
    embedded engine only.

    \b
    Examples:
      personactl talk cara
      personactl talk cara --say "Hello" --say "When do you open?"
      personactl talk cara --script questions.txt --format json
    """
    import asyncio

    from personactl.cli.environment import current_context
    from personactl.report.sessions.transcript_report import conversation_json

    out = Output(quiet=quiet)
    context = current_context(out)
    lines = _lines(say, script)
    by_hand = lines is None and out.stdin_terminal
    if by_hand and format is TextJson.json:
        raise _typed_json()
    screen = _Screen(out, echo=not by_hand, silent=format is TextJson.json)
    options = TokenOptions(persona, ephemeral, label, profile)
    try:
        result = talk_with(options, _talk(lines, screen, context, by_hand=by_hand), context)
    except asyncio.CancelledError as error:
        # Ctrl-C at the prompt; the session was ended on the way out.
        raise KeyboardInterrupt from error
    if format is TextJson.json:
        out.json(conversation_json(result.session_id, result.persona, result.said, screen.warnings))
    out.note(f"the session has ended; see 'personactl session transcript {result.session_id[:8]}'")
    return 0


def _talk(lines: Sequence[str] | None, screen: _Screen, context: "Context", *, by_hand: bool) -> Talk:
    """The conversation as this command takes part in it."""
    from personactl.cli.keyboard import Interrupts

    interrupts = Interrupts()
    out = screen.out
    return Talk(
        lines=lambda: _spoken(lines, out, by_hand=by_hand),
        stage=screen.named,
        on_token=lambda token: note_token(token, out, context.environment.now()),
        hush=interrupts.hush,
        watched=interrupts.watched if by_hand else nullcontext,
    )


def _typed_json() -> UsageError:
    return UsageError(
        "a conversation that is typed cannot be one JSON document",
        where="--format json on a terminal",
        hint="say what to say with --say or --script, or read 'personactl session transcript --format json' later",
    )


def _lines(say: Sequence[str] | None, script: Path | None) -> Sequence[str] | None:
    from personactl.session.talk import script_lines

    if say and script:
        raise UsageError("--say and --script exclude each other", where="the command line", hint="give one of the two")
    if script is not None:
        try:
            return script_lines(script.read_text(encoding="utf-8"), str(script))
        except (OSError, UnicodeDecodeError) as error:
            reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
            raise UsageError(
                f"the script cannot be read: {reason}", where=str(script), hint="check the path and the file"
            ) from error
    if say and not all(text.strip() for text in say):
        raise UsageError("there is nothing to say", where="--say with an empty text", hint="write some words")
    return say or None


async def _spoken(lines: Sequence[str] | None, out: Output, *, by_hand: bool) -> AsyncIterator[str]:
    """What the user says; without `lines` what is typed or comes through a pipe."""
    from personactl.cli.keyboard import typed_lines

    if lines is not None:
        for line in lines:
            yield line
        return

    def prompt() -> None:
        if by_hand:
            print("You: ", end="", file=sys.stderr, flush=True)  # noqa: T201 - a prompt, which is neither answer nor note

    async for line in typed_lines(sys.stdin.fileno(), prompt):
        yield line
    if by_hand:
        out.note("")
