"""Tools that a prompt tells the model to use, by name. Only names that look like code, beside the word tool or "
"function."""

from collections.abc import Iterator
from typing import Final

from personactl.lint.text.pattern import Pattern
from personactl.lint.text.stretch import Stretch, apart

_NAME: Final = r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+"
_MENTION: Final = Pattern(
    rf"\b(?:tool|function) (?:called |named )?[`'\"“*]{{0,2}}(?P<after>{_NAME})\b"
    rf"|(?<![\w.@/-])(?P<before>{_NAME})[`'\"”*]{{0,2}} (?:tool|function)\b"
    rf"|\b(?:[Cc]all|[Ii]nvoke|[Tt]rigger) (?:the )?[`]?(?P<called>{_NAME})\b"
)

SYSTEM_TOOLS: Final = frozenset({"change_language", "skip_turn", "end_call", "interrupt", "pause_conversation"})
"""Tools of the platform itself, which no file needs to define. Source: its documentation of system tools."""


def tool_mentions(text: str) -> Iterator[Stretch]:
    """Every mention, in the order of the text; `what` is the tool's name."""
    if "_" not in text:
        return
    found = []
    for match in _MENTION.finditer(text):
        group = match.lastgroup or "after"
        found.append(Stretch(match.start(group), match.end(group), match[group]))
    yield from apart(found)
