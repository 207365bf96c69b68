"""Talk: a conversation with a persona by text, in a session of its own that ends with the conversation."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.event_loop import run_async
from personactl.commands.session_token import SessionToken, TokenOptions, create_token, read_subject
from personactl.commands.targets import choose_target, connect
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.session.talk import ConversationDisplay, SetInterrupt, Utterance


class Talk(Struct, frozen=True):
    """How a face takes part in a conversation.

    lines: what the user says, once the conversation has begun.
    stage: the conversation's audience, for a persona's name.
    on_token: called with the token before the session starts.
    hush: takes what interrupts the persona; see `session.talk`.
    watched: entered inside the event loop for as long as the conversation lasts.
    """

    lines: Callable[[], AsyncIterator[str]]
    stage: "Callable[[str], ConversationDisplay]"
    on_token: Callable[[SessionToken], None]
    hush: "SetInterrupt | None" = None
    watched: Callable[[], AbstractContextManager[None]] = nullcontext


class TalkResult(Struct, frozen=True):
    """What was said in the session; `persona` is the persona's name."""

    session_id: str
    persona: str
    said: "list[Utterance]"


def talk_with(options: TokenOptions, talk: Talk, context: Context) -> TalkResult:
    """Hold the conversation to its end. The session is ended whatever happens.

    Raises `UsageError` for a target without a text channel, and what files and platform raise.
    """
    from personactl import __version__
    from personactl.api.conversation import open_conversation
    from personactl.api.tokens import start_session
    from personactl.session.talk import converse

    target = choose_target(options.profile, context)
    subject = read_subject(options.persona, target, context)

    async def held() -> TalkResult:
        async with connect(target, context) as client:
            await _refuse_without_text_channel(client)
            token = await create_token(client, subject, options)
            talk.on_token(token)
            session = await start_session(client, token.token, {"client": "personactl", "version": __version__})
            stage = talk.stage(subject.persona.name)
            with talk.watched():
                async with open_conversation(client, session) as channel:
                    hush = (talk.hush,) if talk.hush is not None else ()
                    said = await converse(channel, talk.lines(), stage, *hush)
        return TalkResult(session.session_id, subject.persona.name, said)

    return run_async(held())


async def _refuse_without_text_channel(client: "Client") -> None:
    from personactl.api.conversation import find_engine

    if await find_engine(client) is None:
        raise UsageError(
            "talking by text needs the embedded engine for now",
            where=client.origin,
            hint="try it with --profile local, or against 'personactl engine serve'",
        )
