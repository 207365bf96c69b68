"""A conversation that a program holds with the persona `cara`."""

from collections.abc import AsyncIterator

from personactl.commands.context import Context
from personactl.commands.session_token import SessionToken, TokenOptions
from personactl.commands.talk import Talk, TalkResult, talk_with


class Audience:
    """Collects what is said in a conversation."""

    def __init__(self) -> None:
        self.heard = ""
        self.user_said: list[str] = []
        self.tokens: list[SessionToken] = []
        self.warnings: list[str] = []

    def user(self, text: str) -> None:
        self.user_said.append(text)

    def persona(self, piece: str) -> None:
        self.heard += piece

    def persona_done(self, *, interrupted: bool) -> None:
        assert not interrupted

    def warned(self, message: str) -> None:
        self.warnings.append(message)


async def _lines() -> AsyncIterator[str]:
    yield "When do you open?"


def hold_conversation(audience: Audience, context: Context) -> TalkResult:
    talk = Talk(lines=_lines, stage=lambda persona: audience, on_token=audience.tokens.append)
    return talk_with(TokenOptions("cara", label="visit"), talk, context)
