"""A tool as the rules see it, wherever it is written: in a persona, flat, or in a file of its own, with a `config`."""

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import msgspec

from personactl.document.document import Document
from personactl.document.node import Entry, MappingNode, Scalar, SequenceNode, Span
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import Fix, RuleFinding
from personactl.lint.persona_view import PersonaView

Kind: TypeAlias = Literal["client", "knowledge", "webhook", "system"]

_INLINE: Final[dict[str, Kind]] = {
    "client": "client",
    "system": "system",
    "knowledge": "knowledge",
    "webhook": "webhook",
}
_SAVED: Final[dict[str, Kind]] = {
    "CLIENT": "client",
    "SERVER_RAG": "knowledge",
    "SERVER_WEBHOOK": "webhook",
    "SYSTEM": "system",
}


class Tool(msgspec.Struct, frozen=True):
    """`settings` holds `parameters`, `url` and the like: the tool itself, or its `config` where it is `saved`."""

    document: Document
    node: MappingNode
    settings: MappingNode
    kind: Kind
    saved: bool

    @property
    def name(self) -> str:
        """Empty where there is none."""
        return self.text("name")

    def text(self, key: str) -> str:
        """The text under a key of the tool or of its settings; empty where there is none."""
        entry = self.entry(key)
        match entry.value if entry else None:
            case Scalar(value=str() as text):
                return text
            case _:
                return ""

    def entry(self, key: str) -> Entry | None:
        return self.node.get(key) or self.settings.get(key)

    def span(self, key: str) -> Span:
        """Of the value under `key`, or of the tool's first key."""
        entry = self.entry(key)
        return entry.value.span if entry is not None else self.node.entries[0].key.span

    def hit(self, code: str, message: str, hint: str, span: Span, fix: Fix | None = None) -> RuleFinding:
        return RuleFinding(code, message, hint, self.document.path, span, fix)


def inline_tools(subject: PersonaView) -> Iterator[Tool]:
    """The tools that the persona defines in place, as far as their kind can be told."""
    located = subject.located("tools")
    if located is None or not isinstance(located.entry.value, SequenceNode):
        return
    for item in located.entry.value.items:
        if isinstance(item, MappingNode):
            kind = _INLINE.get(_word(item, "type")) or _INLINE.get(_word(item, "subtype"))
            if kind is not None:
                yield Tool(located.document, item, item, kind, saved=False)


def saved_tools(saved: ComponentView) -> Iterator[Tool]:
    """The tool in a file of its own; none where its kind cannot be told, or the file is about something else."""
    kind = _SAVED.get(_word(saved.node, "type")) if saved.kind == "tool" else None
    config = saved.node.get("config")
    settings = config.value if config is not None and isinstance(config.value, MappingNode) else saved.node
    if kind is not None:
        yield Tool(saved.document, saved.node, settings, kind, saved=True)


def _word(node: MappingNode, key: str) -> str:
    entry = node.get(key)
    return str(entry.value.value) if entry is not None and isinstance(entry.value, Scalar) else ""
