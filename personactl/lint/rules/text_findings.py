"""What the rules about text share: a stretch of a passage becomes a hit, with a fix where the source allows one."""

from collections.abc import Iterator
from typing import Final

from personactl.document.node import MappingNode, Node, Scalar, SequenceNode
from personactl.document.passage import Passage, scalar_passage
from personactl.lint.finding import Edit, Fix, RuleFinding
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.text.stretch import Stretch

WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"
"""How the examples of rules begin."""

_TEXTS: Final = (
    "name",
    "description",
    "initialMessage",
    "directorNotes.customStylePrompt",
    "widgetConfig.callToAction",
)
_IDS: Final = ("avatarId", "voiceId", "llmId")


def hit(rule: Rule, passage: Passage, stretch: Stretch, message: str, hint: str, fix: Fix | None = None) -> RuleFinding:
    return RuleFinding(rule.code, message, hint, passage.path, passage.span(stretch.start, stretch.end), fix)


def replacing(passage: Passage, stretch: Stretch, title: str, *, safe: bool) -> Fix | None:
    """The fix that puts `stretch.instead` in its place; None where there is none or the source does not allow it."""
    if stretch.instead is None:
        return None
    edit = rewriting(passage, stretch.start, stretch.end, stretch.instead)
    return None if edit is None else Fix((edit,), safe, title)


def rewriting(passage: Passage, start: int, end: int, text: str) -> Edit | None:
    """The edit that makes `text` of this stretch of the value and changes nothing else of it, where there is one."""
    rewritten = passage.rewritten(start, end, text)
    return None if rewritten is None else Edit(passage.path, *rewritten)


def whole(passage: Passage) -> Stretch:
    """The first line of the text that holds anything, as the place of a finding about all of it."""
    start = len(passage.text) - len(passage.text.lstrip())
    end = passage.text.find("\n", start)
    return Stretch(start, len(passage.text) if end < 0 else end, "")


def texts(subject: PersonaView) -> Iterator[Passage]:
    """Every text of a persona that people write: names, greeting, prompt and notes. Not: its tools."""
    for path in _TEXTS:
        passage = subject.passage(path)
        if passage is not None:
            yield passage
    if subject.prompt is not None:
        yield subject.prompt


def identifiers(subject: PersonaView) -> Iterator[Passage]:
    for path in _IDS:
        passage = subject.passage(path)
        if passage is not None:
            yield passage


def tool_texts(subject: PersonaView) -> Iterator[Passage]:
    """Every text below `tools`: names, descriptions, addresses, headers."""
    located = subject.located("tools")
    for scalar in _scalars(located.entry.value) if located is not None else ():
        if located is not None and isinstance(scalar.value, str):
            yield scalar_passage(located.document, scalar)


def _scalars(node: Node) -> Iterator[Scalar]:
    waiting = [node]
    while waiting:
        match waiting.pop():
            case Scalar() as scalar:
                yield scalar
            case SequenceNode(items=items):
                waiting.extend(reversed(items))
            case MappingNode(entries=entries):
                waiting.extend(entry.value for entry in reversed(entries))
