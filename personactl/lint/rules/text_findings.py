"""What the rules about text share: a range of a text becomes a finding, with a fix if the source allows one."""

from collections.abc import Iterator
from typing import Final

from personactl.document.node import MappingNode, Node, Scalar, SequenceNode
from personactl.document.passage import Passage, scalar_passage
from personactl.lint.finding import Edit, Fix, RuleFinding
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.text.text_range import TextRange

_TEXTS: Final = (
    "name",
    "description",
    "initialMessage",
    "directorNotes.customStylePrompt",
    "widgetConfig.callToAction",
)
ID_KEYS: Final = ("avatarId", "voiceId", "llmId")


def text_finding(
    rule: Rule, passage: Passage, text_range: TextRange, message: str, hint: str, fix: Fix | None = None
) -> RuleFinding:
    return RuleFinding(rule.code, message, hint, passage.path, passage.span(text_range.start, text_range.end), fix)


def replacement_fix(passage: Passage, text_range: TextRange, title: str, *, safe: bool) -> Fix | None:
    """Return the fix that inserts `text_range.replacement`; None if there is no replacement or the source does not
    allow it.
    """
    if text_range.replacement is None:
        return None
    edit = replacement_edit(passage, text_range.start, text_range.end, text_range.replacement)
    return None if edit is None else Fix((edit,), safe, title)


def replacement_edit(passage: Passage, start: int, end: int, text: str) -> Edit | None:
    """Return the edit that replaces exactly this range of the text, or None if the source does not allow it."""
    rewritten = passage.rewritten(start, end, text)
    return None if rewritten is None else Edit(passage.path, *rewritten)


def whole(passage: Passage) -> TextRange:
    """Return the first line that is not blank, as the place of a finding about the whole text."""
    start = len(passage.text) - len(passage.text.lstrip())
    end = passage.text.find("\n", start)
    return TextRange(start, len(passage.text) if end < 0 else end, "")


def texts(persona: PersonaView) -> Iterator[Passage]:
    """Yield every text of a persona that people write: names, greeting, prompt and notes, without tools."""
    for path in _TEXTS:
        passage = persona.passage(path)
        if passage is not None:
            yield passage
    if persona.prompt is not None:
        yield persona.prompt


def tool_texts(persona: PersonaView) -> Iterator[Passage]:
    """Yield every text below `tools`: names, descriptions, addresses, headers."""
    located = persona.located("tools")
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
