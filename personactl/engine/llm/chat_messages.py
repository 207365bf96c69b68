"""A conversation as the `messages` of a chat completion.

Consecutive lines of one speaker are joined, because many servers insist that user and assistant take turns: it
happens when the user spoke again before the persona had said a word.
"""

from personactl.engine.llm.language_model import Line, ReplyRequest

_OPENING = (
    "\n\nThe conversation is about to begin. Open it with one short spoken greeting, "
    "in the language of these instructions, and stay in character."
)
_JOINED = "[The user has joined the call and waits for your greeting.]"
_ROLES = {"user": "user", "persona": "assistant"}
_LONGEST_HISTORY = 24_000
"""Characters of history that are sent: the newest that fit. Enough for hours of talk, and bounded."""


def messages_for(request: ReplyRequest) -> list[dict[str, str]]:
    """The system prompt first, then the newest part of the history that fits, oldest first."""
    if request.opening:
        return [_message("system", request.system_prompt + _OPENING), _message("user", _JOINED)]
    messages = [_message("system", request.system_prompt)]
    for line in _newest(request):
        role = _ROLES[line.role]
        if messages[-1]["role"] == role:
            messages[-1]["content"] += f"\n{line.text}"
        else:
            messages.append(_message(role, line.text))
    return messages


def _newest(request: ReplyRequest) -> list[Line]:
    kept: list[Line] = []
    room = _LONGEST_HISTORY
    for line in reversed(request.history):
        room -= len(line.text)
        if kept and room < 0:
            break
        kept.append(line)
    return kept[::-1]


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}
