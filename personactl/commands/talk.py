"""Talk: a conversation with a persona by text, in a new session that ends with the conversation."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.project.named_project import in_project_of
from personactl.commands.session_token import SessionToken, TokenOptions, create_token, read_subject
from personactl.commands.targets import choose_target, connect, run_async
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.session.talk import ConversationDisplay, SetInterrupt, Utterance


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
    """A finished conversation.

    persona: the name of the persona.
    said: the messages of both sides, in order.
    profile: the name of the target.
    """

    session_id: str
    persona: str
    said: "list[Utterance]"
    profile: str


def talk_with(options: TokenOptions, talk: Talk, context: Context) -> TalkResult:
    """Hold the conversation to its end. The session always ends, also after an error.

    Raises `UsageError` for a target without a text channel, and what `session_token.make_token` raises.
    """
    from personactl import __version__
    from personactl.api.text_channel import open_conversation
    from personactl.api.tokens import start_session
    from personactl.session.talk import converse

    context = in_project_of([options.persona], context)
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
        return TalkResult(session.session_id, subject.persona.name, said, target.name)

    return run_async(held())


async def _refuse_without_text_channel(client: "Client") -> None:
    from personactl.api.text_channel import find_engine

    if await find_engine(client) is None:
        raise UsageError(
            "this target has no text channel; so far only the embedded engine has one",
            where=client.origin,
            hint="add --profile local, or use a target that 'personactl engine serve' serves",
        )
