"""Talk: a conversation with a persona by text, in a new session that ends with the conversation."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from personactl.command_hint import command_hint
from personactl.commands.context import Context
from personactl.commands.project.named_project import in_project_of
from personactl.commands.session_token import SessionToken, TokenOptions, TokenSubject, create_token, read_subject
from personactl.commands.targets import choose_target, connect, run_async
from personactl.errors import PersonactlError, UnavailableError, UsageError
from personactl.persona.schema.requirements import LLM_OFF
from personactl.report.text.quantities import counted

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.api.tokens import StartedSession
    from personactl.session.talk import Conversation, ConversationDisplay, FailedTurn, SetInterrupt, Utterance


class Talk(Struct, frozen=True):
    """How a face takes part in a conversation.

    lines: returns what the user says, when the conversation has begun.
    stage: takes the persona's name and returns the receiver of what is said.
    on_token: is called with the token before the session starts.
    hush: takes the function that interrupts the persona, see `session.talk`; None if nobody interrupts.
    watched: returns a context manager that is entered inside the event loop until the conversation ends.
    """

    lines: Callable[[], AsyncIterator[str]]
    stage: "Callable[[str], ConversationDisplay]"
    on_token: Callable[[SessionToken], None]
    hush: "SetInterrupt | None" = None
    watched: Callable[[], AbstractContextManager[None]] = nullcontext


class TalkResult(Struct, frozen=True):
    """A conversation that has ended.

    persona: the name of the persona.
    profile: the name of the target.
    said: the messages of both sides, in order.
    turns: how many turns there were, the greeting included.
    failed: the turns that got no answer; each has a reason.
    error: what ended the conversation early, or kept the session from being ended.
    was_interrupted: the user ended it with Ctrl-C, or a signal did.
    """

    session_id: str
    persona: str
    profile: str
    said: "Sequence[Utterance]"
    turns: int
    failed: "Sequence[FailedTurn]"
    error: PersonactlError | None
    was_interrupted: bool


def talk_with(options: TokenOptions, talk: Talk, context: Context) -> TalkResult:
    """Hold the conversation to its end. The session always ends, also after an error.

    Raises `UsageError` for a target without a text channel, and what `session_token.make_token` raises. What goes wrong
    after the session has started is part of the result.
    """
    from personactl.session.talk import Conversation

    context = in_project_of([options.persona], context)
    target = choose_target(options.profile, context)
    subject = read_subject(options.persona, target, context)
    conversation = Conversation()

    async def held() -> TalkResult:
        async with connect(target, context) as client:
            await _refuse_without_text_channel(client)
            token = await create_token(client, subject, options)
            talk.on_token(token)
            session = await _started(client, token)
            error, was_interrupted = await _converse(conversation, client, session, talk, subject)
        return TalkResult(
            session.session_id,
            subject.persona.name,
            target.name,
            conversation.utterances,
            conversation.turns,
            [replace(turn, reason=turn.reason or _reason_for_silence(subject)) for turn in conversation.failed],
            error,
            was_interrupted,
        )

    return run_async(held())


async def _started(client: "Client", token: SessionToken) -> "StartedSession":
    from personactl import __version__
    from personactl.api.tokens import start_session

    return await start_session(client, token.token, {"client": "personactl", "version": __version__})


async def _converse(
    conversation: "Conversation", client: "Client", session: "StartedSession", talk: Talk, subject: TokenSubject
) -> tuple[PersonactlError | None, bool]:
    """Converse until the user, an error or an interrupt ends it; the session has ended then."""
    from personactl.api.text_channel import open_conversation
    from personactl.session.talk import PLATFORM_ERRORS, converse

    display = talk.stage(subject.persona.name)
    try:
        with talk.watched():
            async with open_conversation(client, session) as channel:
                hush = (talk.hush,) if talk.hush is not None else ()
                await converse(conversation, channel, talk.lines(), display, *hush)
    except PLATFORM_ERRORS as error:
        return error, False
    except asyncio.CancelledError:
        return None, True
    return None, False


def _reason_for_silence(subject: TokenSubject) -> str:
    """Return why a persona said nothing, as far as its file tells."""
    config = subject.persona.config
    if config.get("llmId") == LLM_OFF:
        return f"the persona has no LLM, so nobody answers: its llmId is {LLM_OFF}"
    if config.get("enableAudioPassthrough") is True:
        return "the persona only plays the client's audio, so nobody answers: it has enableAudioPassthrough"
    return "the persona said nothing"


def turns_error(result: TalkResult) -> PersonactlError | None:
    """Return what went wrong in a conversation, or None. A turn without an answer is an error of its own."""
    if not result.failed:
        return result.error
    first = result.failed[0]
    lost = counted(len(result.failed), "turn")
    others = f"; {len(result.failed)} turns in all" if len(result.failed) > 1 else ""
    return UnavailableError(
        f"{lost} of {result.turns} got no answer: {first.reason}",
        where=f"{'the greeting' if first.said is None else repr(first.said)}{others} · session {result.session_id}",
        hint=_next_step(result),
    )


def _next_step(result: TalkResult) -> str:
    show = command_hint("session show", result.session_id[:8], profile=result.profile)
    reason = result.failed[0].reason or ""
    if result.error is not None:
        return result.error.hint
    if LLM_OFF in reason:
        return "give the persona an LLM, or talk to it with the client that supplies its words"
    if "enableAudioPassthrough" in reason:
        return "remove enableAudioPassthrough, or talk to it with the client that supplies its audio"
    return f"check the LLM of the persona and of the target; '{show}' shows each turn"


async def _refuse_without_text_channel(client: "Client") -> None:
    from personactl.api.text_channel import find_engine

    if await find_engine(client) is None:
        raise UsageError(
            "this target has no text channel; so far only the embedded engine has one",
            where=client.origin,
            hint="add --profile local, or use a target that 'personactl engine serve' serves",
        )
