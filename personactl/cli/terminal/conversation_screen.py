"""Shows a conversation on stdout while it is held.

On a terminal lines break between words, and a sign shows that the persona has not begun to answer yet. In a pipe each
message is one line, written as it arrives.
"""

from contextlib import ExitStack
from typing import Self

from rich.cells import cell_len

from personactl.cli.terminal.output import Output
from personactl.report.text.printable import one_line, printable
from personactl.report.text.word_wrap import WordWrap


class ConversationScreen:
    """The display of a conversation.

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
        self._wrap: WordWrap | None = None
        self._waiting = ExitStack()

    def named(self, persona: str) -> Self:
        """Set the name of the persona, wait for its greeting, and return this screen."""
        self._name = one_line(persona)
        self._wait()
        return self

    def user(self, text: str) -> None:
        if self.echo and not self.silent:
            self.out.answer(f"You: {one_line(text)}")
        self._wait()

    def persona(self, piece: str) -> None:
        self._waiting.close()
        if not self.silent:
            start = "" if self._speaking else self._begun()
            text = printable(piece).replace("\n", " ")
            self.out.piece(start + (text if self._wrap is None else self._wrap.add(text)))
        self._speaking = True

    def persona_done(self, *, interrupted: bool) -> None:
        self._waiting.close()
        if self._speaking and not self.silent:
            rest = "" if self._wrap is None else self._wrap.end()
            self.out.piece(f"{rest} [interrupted]\n" if interrupted else f"{rest}\n")
        self._speaking = False

    def warned(self, message: str) -> None:
        self._waiting.close()
        if self.out.terminal:  # the warning gets lines of its own
            self.persona_done(interrupted=False)
        self.warnings.append(message)
        self.out.warn(message)

    def close(self) -> None:
        """Take the sign of waiting away, if there is one."""
        self._waiting.close()

    def _begun(self) -> str:
        head, width = f"{self._name}: ", self.out.width
        self._wrap = None if width is None else WordWrap(width, at=cell_len(head))
        return head

    def _wait(self) -> None:
        if not self.silent and self.out.terminal:
            self._waiting.enter_context(self.out.working(f"{self._name} is about to speak"))
