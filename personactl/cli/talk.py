"""`personactl talk`: a conversation with a persona, by text."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.output import Output
from personactl.cli.token import EphemeralOption, LabelOption, note_kind
from personactl.commands.event_loop import run_async
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.commands.session_token import Subject
    from personactl.session.talk import Utterance
    from personactl.state.target import Target

_PersonaArgument = Annotated[str, typer.Argument(metavar="PERSONA", help="A persona's key, or its file.")]
_SayOption = Annotated[
    list[str] | None, typer.Option("--say", metavar="TEXT", help="Say this; give it again to say more.")
]
_ScriptOption = Annotated[
    Path | None, typer.Option("--script", metavar="FILE", help="Say each line of FILE; '#' begins a comment line.")
]


@dataclass(frozen=True, slots=True)
class _Talk:
    """`lines` is None where a person types them, or a pipe brings them."""

    subject: "Subject"
    lines: Sequence[str] | None
    format: TextJson
    ephemeral: bool
    label: str | None


@dataclass(slots=True)
class _Screen:
    """The conversation on stdout as it is being held; with `silent` it waits for the document at the end."""

    out: Output
    name: str
    echo: bool
    silent: bool
    warnings: list[str] = field(default_factory=list)
    _speaking: bool = False

    def user(self, text: str) -> None:
        from personactl.report.text.printable import one_line

        if self.echo and not self.silent:
            self.out.answer(f"You: {one_line(text)}")

    def persona(self, piece: str) -> None:
        from personactl.report.text.printable import printable

        if not self.silent:
            start = "" if self._speaking else f"{self.name}: "
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

    from personactl.commands.session_token import read_subject
    from personactl.commands.targets import open_target

    out = Output(quiet=quiet)
    lines = _lines(say, script)
    if lines is None and format is TextJson.json and sys.stdin.isatty():
        raise _typed_json()
    target = open_target(profile, out)
    wish = _Talk(read_subject(persona, target, out), lines, format, ephemeral, label)
    try:
        run_async(_held(target, wish, out))
    except asyncio.CancelledError as error:
        # Ctrl-C at the prompt; the session was ended on the way out.
        raise KeyboardInterrupt from error
    return 0


def _typed_json() -> UsageError:
    return UsageError(
        "a conversation that is typed can't be one JSON document",
        where="--format json on a terminal",
        hint="say what to say with --say or --script, or read 'personactl session transcript --format json' later",
    )


def _lines(say: Sequence[str] | None, script: Path | None) -> Sequence[str] | None:
    from personactl.session.talk import script_lines

    if say and script:
        raise UsageError("--say and --script together", where="the command line", hint="give one of the two")
    if script is not None:
        try:
            return script_lines(script.read_text(encoding="utf-8"), str(script))
        except (OSError, UnicodeDecodeError) as error:
            reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
            raise UsageError(
                f"the script can't be read: {reason}", where=str(script), hint="check the path and the file"
            ) from error
    if say and not all(text.strip() for text in say):
        raise UsageError("there is nothing to say", where="--say with an empty text", hint="write some words")
    return say or None


async def _held(target: "Target", wish: _Talk, out: Output) -> None:
    from personactl import __version__
    from personactl.api.conversation import open_conversation
    from personactl.api.tokens import start_session
    from personactl.cli.keyboard import Interrupts
    from personactl.commands.session_token import mint
    from personactl.commands.targets import connect
    from personactl.report.sessions.transcript_json import conversation_json
    from personactl.report.text.printable import one_line
    from personactl.session.talk import converse

    interrupts = Interrupts()
    by_hand = wish.lines is None and sys.stdin.isatty()
    screen = _Screen(out, one_line(wish.subject.persona.name), echo=not by_hand, silent=wish.format is TextJson.json)
    async with connect(target, on_wait=out.note) as client:
        await _refuse_without_text_channel(client)
        minted = await mint(client, wish.subject, ephemeral=wish.ephemeral, label=wish.label)
        note_kind(minted, out)
        session = await start_session(client, minted.token, {"client": "personactl", "version": __version__})
        said: list[Utterance] = []
        with interrupts.watched() if by_hand else nullcontext():
            async with open_conversation(client, session) as channel:
                said = await converse(channel, _spoken(wish, out, by_hand=by_hand), screen, interrupts.hush)
    if wish.format is TextJson.json:
        out.json(conversation_json(session.session_id, wish.subject.persona.name, said, screen.warnings))
    out.note(f"the session has ended; see 'personactl session transcript {session.session_id[:8]}'")


async def _spoken(wish: _Talk, out: Output, *, by_hand: bool) -> AsyncIterator[str]:
    from personactl.cli.keyboard import typed_lines

    if wish.lines is not None:
        for line in wish.lines:
            yield line
        return

    def prompt() -> None:
        if by_hand:
            print("You: ", end="", file=sys.stderr, flush=True)  # noqa: T201 - a prompt, which is neither answer nor note

    async for line in typed_lines(sys.stdin.fileno(), prompt):
        yield line
    if by_hand:
        out.note("")


async def _refuse_without_text_channel(client: "Client") -> None:
    from personactl.api.conversation import find_engine

    if await find_engine(client) is None:
        raise UsageError(
            "talking by text needs the embedded engine for now",
            where=client.origin,
            hint="try it with --profile local, or against 'personactl engine serve'",
        )
